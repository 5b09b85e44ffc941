// Save a note by itself, show it as it reads, keep its text in this browser until the portal acknowledges it, and warn before leaving an unsaved note.

import { digest } from "./digest.js";
import { deleteDraft, deleteUnchanged, draftsOf, leftBehind, storeDraft } from "./drafts.js";
import { showFailure } from "./failures.js";
import { isSignIn } from "./page.js";
import { showTooLarge, waitForSignIn } from "./session.js";

const form = () => document.getElementById("note-form");
const box = () => document.getElementById("note-body");
const view = () => document.getElementById("note-edit");
const status = () => document.getElementById("note-status");
const version = () => document.getElementById("note-version");
const noteUrl = () => form().getAttribute("action");

// Seconds between attempts to save.
const FIRST_WAIT = 2;
const LONGEST_WAIT = 60;

// The stored text; null while unknown, as after a request without a response.
let saved = null;
let leaving = false;
let wait = FIRST_WAIT;
let timer = 0;
// Drafts that restore() has put into the box.
let restored = [];
let currentBox = null;
// Digests of texts typed or sent since the last acknowledgement. If the stored text is one of them, it was saved without a
// response, or by another tab that found the draft: that is not a conflict.
let ownDigests = new Set();
const MOST_DIGESTS = 200;
const isUnsaved = () => box() !== null && box().value !== saved;
const save = () => isUnsaved() && form().dispatchEvent(new Event("save"));

const addDigest = (body) => {
  ownDigests.add(digest(body));
  if (ownDigests.size > MOST_DIGESTS) ownDigests.delete(ownDigests.values().next().value);
};

const storeText = () => {
  const body = box().value;
  addDigest(body);
  const title = document.querySelector("h1").textContent.replace(/^Note on /, "");
  storeDraft(noteUrl(), { body, version: version().value, ours: [...ownDigests], title });
};

document.addEventListener("input", ({ target }) => {
  if (target !== box()) return;
  status().textContent = "Not saved yet …";
  storeText();
});

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.elt === form()) addDigest(detail.parameters.body);
});

// Before htmx swaps the response, because a response may also reload the page.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { elt, requestConfig, xhr } = event.detail;
  if (elt === form() && xhr.status < 300) {
    saved = requestConfig.parameters.body;
    wait = FIRST_WAIT;
    clearTimeout(timer);
    ownDigests = new Set();
    restored.forEach(deleteUnchanged);
    restored = [];
    if (!isUnsaved() || xhr.getResponseHeader("HX-Refresh")) deleteDraft(noteUrl());
  } else if (elt !== form() && isUnsaved() && isSignIn(xhr.getResponseHeader("HX-Redirect"))) {
    // The redirect of a tick to the sign-in page would discard the text.
    event.preventDefault();
    htmx.trigger(elt, "portal:refused", { elt });
    waitForSignIn("session");
  }
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.elt !== form()) return;
  if (detail.xhr?.status < 300 && isUnsaved()) {
    // Typing went on during the save, so "Saved" would describe an older text.
    status().textContent = "Not saved yet …";
    storeText();
  }
  const stored = document.getElementById("stored-body");
  if (detail.xhr?.status === 409 && stored && ownDigests.has(digest(stored.value))) {
    // The stored text is the learner's own: it was saved, and only the response was lost.
    version().value = form().elements.stored_version.value;
    document.getElementById("note-conflict").replaceChildren();
    save();
  } else if (detail.xhr?.status >= 300) {
    view().open = true; // what is wrong is said beside the text
  }
});

// Return the seconds of the Retry-After header, at most an hour, or 0 without one.
const retryAfter = (xhr) => {
  const header = xhr?.getResponseHeader("Retry-After") ?? "";
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return seconds > 0 ? Math.min(seconds, 3600) : 0;
};

const retryLater = ({ detail: { elt, xhr } }) => {
  if (elt !== form()) return;
  const code = xhr?.status ?? 0;
  if (code === 413) showTooLarge();
  if (code && code !== 429 && code < 500) return;
  if (code !== 429) saved = null;
  const reason = code ? "The portal is busy or being restarted." : "The portal cannot be reached.";
  if (code !== 500) showFailure(`${reason} Your note is kept in this browser, and saved by itself as soon as it can be.`);
  status().textContent = "Not saved yet: kept in this browser, and saved by itself.";
  view().open = true; // the note as it reads is an older one
  storeText();
  clearTimeout(timer);
  timer = setTimeout(save, 1000 * Math.max(wait, retryAfter(xhr)));
  wait = Math.min(2 * wait, LONGEST_WAIT);
};
for (const event of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(event, retryLater);
window.addEventListener("online", save);
document.addEventListener("portal:resumed", save);

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") save();
});

document.addEventListener("submit", (event) => {
  leaving = event.target === form() && !event.defaultPrevented;
});

window.addEventListener("beforeunload", (event) => {
  if (isUnsaved() && !leaving) event.preventDefault();
});

// "Keep the stored one" in a conflict: the learner has rejected the text in the box.
document.addEventListener("click", ({ target }) => {
  if (!target.closest("#note-conflict a")) return;
  restored.forEach(deleteUnchanged);
  deleteDraft(noteUrl());
});

// A note is read until "Edit", a click on it, or "n" (keys.js) opens its text; "Done" and Escape show it again.
const edit = () => {
  view().open = true;
  box().focus();
};
const read = () => {
  save();
  view().open = false;
  view().querySelector("summary").focus();
};
const isSelecting = () => !document.getSelection().isCollapsed;

document.addEventListener("click", (event) => {
  const { target } = event;
  if (target.closest("#note-edit > summary")) {
    event.preventDefault();
    (view().open ? read : edit)();
  } else if (target.closest("#note-preview") && !target.closest("a, button, input, summary") && !isSelecting()) {
    edit();
  }
});

document.addEventListener("keydown", ({ key, target, isComposing }) => {
  if (key === "Escape" && !isComposing && target === box() && box().value) read();
});

// Put unsaved drafts of earlier visits into the box. If the note has changed since, saving responds with both texts.
const restore = async () => {
  const isOther = ({ body }) => body !== saved;
  restored = draftsOf(noteUrl());
  if (!restored.some(isOther)) return restored.forEach(deleteUnchanged);
  const words = [...status().childNodes];
  status().textContent = "Not saved yet …";
  const drafts = await leftBehind(restored);
  restored = [];
  if (isUnsaved()) return; // typing has begun meanwhile: they wait for the next visit
  restored = drafts;
  const unsaved = restored.filter(isOther);
  if (!unsaved.length) return status().replaceChildren(...words);
  const [newest, ...others] = unsaved;
  const missing = others.map(({ body }) => body).filter((body) => !newest.body.includes(body));
  box().value = [newest.body, ...new Set(missing)].join("\n\n---\n\n");
  if (!newest.ours?.includes(digest(saved))) version().value = newest.version;
  status().textContent = "Not saved yet: this is what you typed last in this browser.";
  view().open = true;
  newest.ours?.forEach((each) => ownDigests.add(each));
  storeText();
  if (document.readyState === "complete") save();
  else window.addEventListener("load", save); // after htmx has processed the form
};

// Set up the box of the page, or a new one from a later response.
const setUp = () => {
  if (!box()) return;
  document.getElementById("note-close").textContent = "Done";
  if (box() === currentBox) return;
  currentBox = box();
  currentBox.isUnsaved = isUnsaved; // for fresh.js, which may replace the box
  // Else the browser would restore an old text with a new version, and saving it would overwrite a newer text.
  form().autocomplete = "off";
  form().dataset.repeats = "";
  document.getElementById("note-acts")?.remove();
  saved = status().classList.contains("wrong") ? null : box().defaultValue;
  if (saved !== null) restore();
};
document.addEventListener("portal:renewed", () => {
  setUp();
  if (!isUnsaved()) return;
  view().open = true;
  status().textContent = "Not saved yet …"; // the new page speaks of the stored text
});
setUp();
