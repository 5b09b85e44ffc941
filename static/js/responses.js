// Error messages for HTTP error responses. Loaded on the first one.

import { retryButtons, showFailure, TOO_LARGE } from "./failures.js";

const messages = {
  403: "This page is too old to send. Copy anything you have typed, reload the page and try again.",
  404: "This is no longer there, or it is not yours. Reload the page.",
  400: "The portal could not understand this, and nothing was saved. Copy what you have typed, reload, and try again.",
  415: "The portal could not understand this, and nothing was saved. Copy what you have typed, reload, and try again.",
  429: "Too many tries in a short time. Nothing was saved; wait a few minutes, then try again.",
  503: "The portal is busy or being restarted. Nothing was saved; try again in a moment.",
  413: TOO_LARGE,
};

export const showResponse = ({ detail: { elt, xhr } }) => {
  const id = xhr.getResponseHeader("X-Request-ID");
  // Without an id it is not the portal that answers, but the server or a proxy before it, in words for programs.
  const text = id && xhr.getResponseHeader("Content-Type")?.startsWith("text/plain") ? xhr.responseText : "";
  const unknown = `Something broke on our side, and this was not saved. Try again; in the log it is request ${id}.`;
  showFailure(text || messages[xhr.status] || unknown, ...retryButtons(elt));
};
