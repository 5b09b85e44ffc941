// A tick shows at once and is put back if the portal does not acknowledge it.

const isTick = (element) => element instanceof Element && element.matches(".tick");

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (isTick(detail.elt)) {
    detail.elt.setAttribute("aria-checked", String(detail.elt.value === "done"));
  }
});

const putBack = ({ detail }) => {
  if (isTick(detail.elt)) {
    detail.elt.setAttribute("aria-checked", String(detail.elt.value !== "done"));
  }
};
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout", "htmx:sendAbort"]) {
  document.addEventListener(name, putBack);
}

// Space ticks a checkbox; Enter does what it does on a button, which is the same here.
// After an item has left the list of next items, the focus would fall to the top of the page.
document.addEventListener("htmx:afterSettle", () => {
  if (document.activeElement === document.body && lastTicked && !document.getElementById(lastTicked)) {
    document.querySelector("#next .tick, #next-title")?.focus({ preventScroll: true });
  }
  lastTicked = "";
});

let lastTicked = "";
document.addEventListener("htmx:beforeSend", ({ detail }) => {
  if (isTick(detail.elt) && document.activeElement === detail.elt) lastTicked = detail.elt.id;
});
