// Knows whether the portal has acknowledged what is in the box, and lets nobody leave without a word while it has not.

const form = () => document.getElementById("note-form");
const box = () => document.getElementById("note-body");
const status = () => document.getElementById("note-status");

let saved = box()?.value;
let leaving = false;
const unsaved = () => box() !== null && box().value !== saved;

document.addEventListener("input", ({ target }) => {
  if (target === box()) status().textContent = "Not saved yet …";
});

// Before the answer is swapped in, as an answer may also reload the page.
document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
  if (detail.elt === form() && detail.xhr.status < 300) saved = detail.requestConfig.parameters.body;
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  // Typed on while the save was under way: "Saved" would be said of an older text.
  if (detail.elt === form() && detail.xhr?.status < 300 && unsaved()) status().textContent = "Not saved yet …";
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && unsaved()) form().dispatchEvent(new Event("save"));
});

document.addEventListener("submit", (event) => {
  leaving = event.target === form() && !event.defaultPrevented;
});

window.addEventListener("beforeunload", (event) => {
  if (unsaved() && !leaving) event.preventDefault();
});

// The Back button may bring the page back as it was left; what was ticked or written since is on the server.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && !unsaved()) location.reload();
});
