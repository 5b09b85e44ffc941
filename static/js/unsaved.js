// Warn before leaving a page whose text is lost unless a button is pressed.
// `data-unsaved` marks text that was unsaved when the page loaded, as after a preview.

let leaving = false;
const isUnsaved = (box) => "unsaved" in box.dataset || box.value !== box.defaultValue;

document.addEventListener("submit", (event) => {
  leaving = !event.defaultPrevented && event.target.querySelector("textarea[data-guard]") !== null;
});

window.addEventListener("beforeunload", (event) => {
  if (!leaving && [...document.querySelectorAll("textarea[data-guard]")].some(isUnsaved)) event.preventDefault();
});
