// A tick shows at once and is put back if the portal does not acknowledge it; the focus stays where the hand was.

import { tryAgain } from "./failures.js";

const isTick = (element) => element instanceof Element && element.matches(".tick");
const show = (tick, done) => tick.setAttribute("aria-checked", String(done));

const forget = (tick) => tick.parentElement.querySelector(".tick-failed")?.remove();

// Beside the item itself, as the message at the edge of the page may be about another.
const offer = (tick, words) => {
  forget(tick);
  const hint = Object.assign(document.createElement("span"), { className: "tick-failed", textContent: `${words} ` });
  const button = tryAgain(() => {
    tick.focus();
    tick.click();
  });
  button.setAttribute("aria-describedby", tick.id);
  hint.append(button);
  tick.after(hint);
};

document.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => {
  if (!isTick(elt)) return;
  forget(elt);
  show(elt, elt.value === "done");
});
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout", "htmx:sendAbort", "portal:refused"]) {
  document.addEventListener(name, ({ detail: { elt, xhr } }) => {
    if (!isTick(elt)) return;
    show(elt, elt.value !== "done");
    if (name !== "htmx:sendAbort") offer(elt, xhr?.status || name === "portal:refused" ? "Not saved." : "No answer.");
  });
}
document.addEventListener("portal:resumed", () => {
  document.querySelectorAll(".tick-failed button").forEach((again) => again.click());
});

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
