// A tick shows at once and is put back if the portal does not acknowledge it; the focus stays where the hand was.

const isTick = (element) => element instanceof Element && element.matches(".tick");
const show = (tick, done) => tick.setAttribute("aria-checked", String(done));

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (isTick(detail.elt)) show(detail.elt, detail.elt.value === "done");
});
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout", "htmx:sendAbort"]) {
  document.addEventListener(name, ({ detail }) => {
    if (isTick(detail.elt)) show(detail.elt, detail.elt.value !== "done");
  });
}

// htmx takes hold of what it has swapped in as it settles. base.html sets no delay for that, as a press in between would
// load the whole page; so the old widths, which htmx keeps until then, are drawn here for the new ones to grow from.
document.addEventListener("htmx:afterSwap", () => document.body.offsetHeight);

// What was pressed may be gone with the answer: then the focus goes to what has taken its place.
let pressed = null;

document.addEventListener("htmx:beforeSend", ({ detail: { elt } }) => {
  pressed = document.activeElement === elt ? { id: elt.id, region: elt.closest("[id]:not(button)")?.id } : null;
});

document.addEventListener("htmx:afterSettle", () => {
  if (!pressed || document.activeElement !== document.body) return;
  const next = document.getElementById(pressed.id) ?? document.querySelector("#next .tick") ?? document.getElementById("next-title");
  const region = document.getElementById(pressed.region)?.querySelector(".acts button, button");
  (pressed.id ? next : region ?? document.getElementById("main"))?.focus({ preventScroll: true });
});
