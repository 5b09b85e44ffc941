// Show a tick at once, undo it if the portal does not acknowledge it, and keep the focus in place.

import { retryButton } from "./failures.js";

const isTick = (element) => element instanceof Element && element.matches(".tick");
const show = (tick, done) => tick.setAttribute("aria-checked", String(done));

const removeHint = (tick) => tick.parentElement.querySelector(".tick-failed")?.remove();

// Beside the item, because the message at the edge of the page may be about another item.
const showHint = (tick, message) => {
  removeHint(tick);
  const hint = Object.assign(document.createElement("span"), { className: "tick-failed", textContent: `${message} ` });
  const button = retryButton(() => {
    tick.focus();
    tick.click();
  });
  button.setAttribute("aria-describedby", tick.id);
  hint.append(button);
  tick.after(hint);
};

document.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => {
  if (!isTick(elt)) return;
  removeHint(elt);
  show(elt, elt.value === "done");
});
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout", "htmx:sendAbort", "portal:refused"]) {
  document.addEventListener(name, ({ detail: { elt, xhr } }) => {
    if (!isTick(elt)) return;
    show(elt, elt.value !== "done");
    if (name === "htmx:sendAbort") return;
    // The id shows that the portal has answered, and not a proxy.
    const isAnswered = name === "portal:refused" || xhr?.getResponseHeader("X-Request-ID");
    showHint(elt, isAnswered ? "Not saved." : "No answer.");
  });
}
document.addEventListener("portal:resumed", () => {
  document.querySelectorAll(".tick-failed button").forEach((button) => button.click());
});

// htmx processes swapped content when it settles. base.html sets the settle delay to 0, because a press before that would load
// the whole page. This forces a layout with the old widths, which htmx keeps until then, so that the new ones are animated.
document.addEventListener("htmx:afterSwap", () => document.body.offsetHeight);

// A response may remove the pressed button: move the focus to its replacement, or to the nearest control around it.
let pressed = null;

const idsAround = (element) => {
  const around = element.parentElement?.closest("[id]");
  return !around || around.id === "main" ? [] : [around.id, ...idsAround(around)];
};

document.addEventListener("htmx:beforeSend", ({ detail: { elt } }) => {
  const focused = document.activeElement;
  pressed = elt.contains(focused) ? { id: focused.id, around: idsAround(focused) } : null;
});

const replacement = ({ id, around }) => {
  if (id) return document.getElementById(id) ?? document.querySelector("#next .tick") ?? document.getElementById("next-title");
  const controls = around.map((each) => document.getElementById(each)?.querySelector(".acts button, summary, button, textarea"));
  return controls.find(Boolean);
};

// htmx sends no afterSettle when the response deletes an element.
document.addEventListener("htmx:afterRequest", () => {
  if (!pressed || document.activeElement !== document.body) return;
  (replacement(pressed) ?? document.getElementById("main")).focus({ preventScroll: true });
});
