// Propose the browser's time zone: to a new account in the field, in the settings by a button if another is set.

const field = document.getElementById("id_time_zone");
const here = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
const names = [...document.querySelectorAll("#time-zones option")].map(({ value }) => value);

const propose = () => {
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    className: "link",
    textContent: `Use this browser’s: ${here}`,
  });
  button.addEventListener("click", () => {
    field.value = here;
    field.focus();
    button.remove();
  });
  document.getElementById("id_time_zone_helptext").append(" ", button);
};

if (field && "fill" in field.dataset) field.value ||= here;
else if (field && names.includes(here) && (field.value || field.placeholder) !== here) propose();
