// Propose the browser's time zone: to a new account in the field, in the settings by a hint and a button if another is set.

const here = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";

const offerButton = (field) => {
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

const propose = () => {
  // The list of settings only says so; the page that changes the zone is a link away.
  const shown = document.querySelector("[data-zone]");
  if (shown && here && shown.dataset.zone !== here) {
    const hint = Object.assign(document.createElement("span"), { className: "facts", textContent: `This browser’s is ${here}.` });
    shown.append(" ", hint);
  }
  const field = document.getElementById("id_time_zone");
  const names = [...document.querySelectorAll("#time-zones option")].map(({ value }) => value);
  if (field && "fill" in field.dataset) field.value ||= here;
  else if (field && names.includes(here) && (field.value || field.placeholder) !== here) offerButton(field);
};
propose();
document.addEventListener("portal:renewed", propose);
