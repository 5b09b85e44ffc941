// htmx swaps no 4xx and 5xx by itself: say in words what has failed and what to do.

const region = () => document.getElementById("failed");

export const say = (sentence, ...more) => {
  const words = Object.assign(document.createElement("p"), { textContent: sentence });
  more.forEach((each) => words.append(" ", each));
  region().replaceChildren(words);
};
export const clear = () => region().replaceChildren();

export const tryAgain = (act) => {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: "Try again" });
  button.addEventListener("click", act);
  return button;
};
// A row offers it beside itself (tick.js), and the note tries by itself (editor.js).
export const repeat = (elt) => (elt.matches("button:not(.tick)") ? [tryAgain(() => elt.click())] : []);

const away = ({ detail: { elt } }) =>
  say("The portal cannot be reached. Nothing was saved; check your connection and try again.", ...repeat(elt));
document.addEventListener("htmx:sendError", away);
document.addEventListener("htmx:timeout", away);
document.addEventListener("htmx:responseError", async (event) => {
  const { elt, xhr } = event.detail;
  const cause = xhr.getResponseHeader("X-Refused"); // of the session: page.js
  const isRepeated = "repeats" in elt.dataset && (xhr.status === 413 || xhr.status === 429 || xhr.status > 500);
  if ((!cause || cause === "token") && !isRepeated) (await import("./answers.js").catch(() => ({ tell: away }))).tell(event);
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful) clear();
});
