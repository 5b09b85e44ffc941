// Propose the browser's time zone if the settings have another one.

const field = document.getElementById("id_time_zone");
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
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

if (field && names.includes(here) && (field.value || field.placeholder) !== here) propose();
