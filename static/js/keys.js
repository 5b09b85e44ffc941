// j k x n / g r ?: never inside a field, never with a modifier.

const inField = (element) => element.closest("input, textarea, select, [contenteditable]");
const ticks = () => [...document.querySelectorAll(".tick")];
let afterG = false;

const step = (by) => {
  const all = ticks();
  const here = all.indexOf(document.activeElement);
  const there = here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, here + by));
  all[there]?.focus();
};

const acts = {
  j: () => step(1),
  k: () => step(-1),
  x: () => document.activeElement.matches(".tick") && document.activeElement.click(),
  n: () => document.getElementById("note-body")?.focus(),
  "/": () => document.getElementById("filter")?.focus(),
  "?": () => document.getElementById("keys")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || inField(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (afterG && event.key === "r") {
    document.querySelector("[data-key='r']")?.click();
  } else if (acts[event.key]) {
    event.preventDefault();
    acts[event.key]();
  }
  afterG = event.key === "g";
});
