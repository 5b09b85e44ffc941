// The note is saved when one leaves the page, too, and nothing unsaved is left behind without a word.

const form = () => document.getElementById("note-form");
let unsaved = false;

document.addEventListener("input", ({ target }) => {
  if (target.id === "note-body") {
    unsaved = true;
    document.getElementById("note-status").textContent = "Not saved yet …";
  }
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.elt === form() && detail.successful) unsaved = false;
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && unsaved) form()?.dispatchEvent(new Event("save"));
});

document.addEventListener("submit", () => { unsaved = false; });

window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});
