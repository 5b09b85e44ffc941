// htmx swaps no 4xx and 5xx by itself: say in words what has failed and what to do.

const region = () => document.getElementById("failed");

const sentences = {
  0: "The portal cannot be reached. Nothing was saved; check your connection and try again.",
  403: "This page is too old to send. Reload it and try again; copy first what you have typed, if you have.",
  404: "This is no longer there, or it is not yours. Reload the page.",
  400: "The portal could not understand this, and nothing was saved. Copy what you have typed, reload, and try again.",
  415: "The portal could not understand this, and nothing was saved. Copy what you have typed, reload, and try again.",
  429: "Too many tries in a short time. Nothing was saved; wait a few minutes, then try again.",
  413: "That is more than the portal takes. It is not saved; your text is still in the box.",
};

const say = (sentence) => {
  region().replaceChildren(Object.assign(document.createElement("p"), { textContent: sentence }));
};

document.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
  const own = xhr.getResponseHeader("Content-Type")?.startsWith("text/plain") ? xhr.responseText : "";
  const id = xhr.getResponseHeader("X-Request-ID");
  say(own || sentences[xhr.status] || `Something broke on our side, and this was not saved. Try again; in the log it is request ${id}.`);
});
document.addEventListener("htmx:sendError", () => say(sentences[0]));
document.addEventListener("htmx:timeout", () => say(sentences[0]));
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful) region().replaceChildren();
});
