// Show failed requests, because htmx does not swap 4xx and 5xx responses by itself.

export const TOO_LARGE =
  "That is larger than the portal accepts, so it is not saved. What you typed is still here: shorten it, or choose a smaller file.";

const region = () => document.getElementById("failed");

export const showFailure = (message, ...nodes) => {
  const paragraph = Object.assign(document.createElement("p"), { textContent: message });
  nodes.forEach((node) => paragraph.append(" ", node));
  region().replaceChildren(paragraph);
};
export const clearFailure = () => region().replaceChildren();

export const retryButton = (retry) => {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: "Try again" });
  button.addEventListener("click", retry);
  return button;
};
// For buttons only: a checklist row shows its own button (tick.js), and a note retries by itself (editor.js).
export const retryButtons = (elt) => (elt.matches("button:not(.tick)") ? [retryButton(() => elt.click())] : []);

// What a message says of saving: nothing if the request only reads, and “may” if the portal's answer is missing.
export const notSaved = ({ verb }) => (verb === "get" ? "" : "Nothing was saved. ");
export const perhapsNotSaved = ({ verb }) => (verb === "get" ? "" : "What you did may not be saved. ");

const showUnreachable = ({ detail: { elt, requestConfig } }) => {
  const unsaved = perhapsNotSaved(requestConfig);
  showFailure(`The portal cannot be reached. ${unsaved}Check your connection and try again.`, ...retryButtons(elt));
};
document.addEventListener("htmx:sendError", showUnreachable);
document.addEventListener("htmx:timeout", showUnreachable);
document.addEventListener("htmx:responseError", async (event) => {
  const { elt, xhr } = event.detail;
  const cause = xhr.getResponseHeader("X-Refused"); // page.js handles the other causes
  const isRepeated = "repeats" in elt.dataset && (xhr.status === 413 || xhr.status === 429 || xhr.status > 500);
  if ((cause && cause !== "token") || isRepeated) return;
  // Not taken apart: where the modules are joined, a constant of the same name would hide what they export.
  const responses = await import("./responses.js").catch(() => ({ showResponse: showUnreachable }));
  responses.showResponse(event);
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful) clearFailure();
});
