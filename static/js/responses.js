// Error messages for HTTP error responses. Loaded on the first one.

import { notSaved, perhapsNotSaved, retryButtons, showFailure, TOO_LARGE } from "./failures.js";

const messagesFor = (unsaved) => ({
  403: "This page is too old to send. Copy anything you have typed, reload the page and try again.",
  404: "This is no longer there, or it is not yours. Reload the page.",
  400: `The portal could not understand this. ${unsaved}Copy what you have typed, reload, and try again.`,
  415: `The portal could not understand this. ${unsaved}Copy what you have typed, reload, and try again.`,
  429: `Too many tries in a short time. ${unsaved}Wait a few minutes, then try again.`,
  503: `The portal is busy or being restarted. ${unsaved}Try again in a moment.`,
  413: TOO_LARGE,
});

export const showResponse = ({ detail: { elt, requestConfig, xhr } }) => {
  const id = xhr.getResponseHeader("X-Request-ID");
  // Without an id it is not the portal that answers, but the server or a proxy before it, in words for programs.
  const text = id && xhr.getResponseHeader("Content-Type")?.startsWith("text/plain") ? xhr.responseText : "";
  const unsaved = notSaved(requestConfig);
  const unknown = id
    ? `Something broke on our side. ${unsaved}Try again; in the log it is request ${id}.`
    : `The portal does not answer. ${perhapsNotSaved(requestConfig)}Try again in a moment.`;
  showFailure(text || messagesFor(unsaved)[xhr.status] || unknown, ...retryButtons(elt));
};
