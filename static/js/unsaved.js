// A text that only becomes anything with a button: nobody leaves it behind without being asked.
// `data-unsaved` says that what the page came with is not stored either, as after a preview.

let leaving = false;
const waiting = () =>
  [...document.querySelectorAll("textarea[data-guard]")].some((box) => "unsaved" in box.dataset || box.value !== box.defaultValue);

document.addEventListener("submit", (event) => {
  leaving = !event.defaultPrevented && event.target.querySelector("textarea[data-guard]") !== null;
});

window.addEventListener("beforeunload", (event) => {
  if (waiting() && !leaving) event.preventDefault();
});
