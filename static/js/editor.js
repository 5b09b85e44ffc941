// Knows whether the portal has acknowledged what is in the box, keeps it in this browser until then, saves it again by
// itself, and lets nobody leave without a word meanwhile.

import { draftsOf, drop, keep, release } from "./drafts.js";
import { say } from "./failures.js";
import { isSignIn } from "./page.js";
import { lose, tooLarge } from "./session.js";

const form = () => document.getElementById("note-form");
const box = () => document.getElementById("note-body");
const status = () => document.getElementById("note-status");
const version = () => document.getElementById("note-version");
const name = () => form().getAttribute("action");

// 53 bits of a text (cyrb53), as crypto.subtle is there behind https only.
const digest = (text) => {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let index = 0; index < text.length; index += 1) {
    high = Math.imul(high ^ text.charCodeAt(index), 2654435761);
    low = Math.imul(low ^ text.charCodeAt(index), 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
};

const FIRST_WAIT = 2;
const LONGEST_WAIT = 60;

// null: not known, as after an answer that never came.
let saved = null;
let leaving = false;
let wait = FIRST_WAIT;
let timer = 0;
let adopted = [];
let begun = null;
// Typed or sent since the last acknowledgement: if one of these is what is stored, it was saved without an answer, or by
// another tab that found it kept. That is no conflict.
let ours = new Set();
const MOST_OURS = 200;
const unsaved = () => box() !== null && box().value !== saved;
const save = () => unsaved() && form().dispatchEvent(new Event("save"));

const count = (body) => {
  ours.add(digest(body));
  if (ours.size > MOST_OURS) ours.delete(ours.values().next().value);
};

const remember = () => {
  const body = box().value;
  count(body);
  const title = document.querySelector("h1").textContent.replace(/^Note on /, "");
  keep(name(), { body, version: version().value, ours: [...ours], title });
};

document.addEventListener("input", ({ target }) => {
  if (target !== box()) return;
  status().textContent = "Not saved yet …";
  remember();
});

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.elt === form()) count(detail.parameters.body);
});

// Before the answer is swapped in, as an answer may also reload the page.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { elt, requestConfig, xhr } = event.detail;
  if (elt === form() && xhr.status < 300) {
    saved = requestConfig.parameters.body;
    wait = FIRST_WAIT;
    clearTimeout(timer);
    ours = new Set();
    adopted.forEach(release);
    adopted = [];
    if (!unsaved() || xhr.getResponseHeader("HX-Refresh")) drop(name());
  } else if (elt !== form() && unsaved() && isSignIn(xhr.getResponseHeader("HX-Redirect"))) {
    // A tick would take the page to the sign-in form, and the text with it.
    event.preventDefault();
    htmx.trigger(elt, "portal:refused", { elt });
    lose("session");
  }
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.elt !== form()) return;
  if (detail.xhr?.status < 300 && unsaved()) {
    // Typed on while the save was under way: "Saved" would be said of an older text.
    status().textContent = "Not saved yet …";
    remember();
  }
  const stored = document.getElementById("stored-body");
  if (detail.xhr?.status === 409 && stored && ours.has(digest(stored.value))) {
    // Not somebody else's: it was saved, and only the answer was lost.
    version().value = form().elements.stored_version.value;
    document.getElementById("note-conflict").replaceChildren();
    save();
  }
});

// Seconds until the portal wants to be asked again; 0 where it says nothing.
const asked = (xhr) => {
  const after = xhr?.getResponseHeader("Retry-After") ?? "";
  const seconds = /^\d+$/.test(after) ? Number(after) : (Date.parse(after) - Date.now()) / 1000;
  return seconds > 0 ? Math.min(seconds, 3600) : 0;
};

const later = ({ detail: { elt, xhr } }) => {
  if (elt !== form()) return;
  const code = xhr?.status ?? 0;
  if (code === 413) tooLarge();
  if (code && code !== 429 && code < 500) return;
  if (code !== 429) saved = null;
  const why = code ? "The portal is busy or being restarted." : "The portal cannot be reached.";
  if (code !== 500) say(`${why} Your note is kept in this browser, and saved by itself as soon as it can be.`);
  status().textContent = "Not saved yet: kept in this browser, and saved by itself.";
  remember();
  clearTimeout(timer);
  timer = setTimeout(save, 1000 * Math.max(wait, asked(xhr)));
  wait = Math.min(2 * wait, LONGEST_WAIT);
};
for (const event of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(event, later);
window.addEventListener("online", save);
document.addEventListener("portal:resumed", save);

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") save();
});

document.addEventListener("submit", (event) => {
  leaving = event.target === form() && !event.defaultPrevented;
});

window.addEventListener("beforeunload", (event) => {
  if (unsaved() && !leaving) event.preventDefault();
});

// "Keep the stored one": what stands in the box was looked at, and is not wanted.
document.addEventListener("click", ({ target }) => {
  if (!target.closest("#note-conflict a")) return;
  adopted.forEach(release);
  drop(name());
});

// What an earlier visit could not save. Where the note has moved on since, saving it answers with both texts.
const restore = () => {
  const drafts = draftsOf(name());
  adopted = drafts;
  const left = drafts.filter(({ body }) => body !== saved);
  if (!left.length) return adopted.forEach(release);
  const [newest, ...others] = left;
  const missing = others.map(({ body }) => body).filter((body) => !newest.body.includes(body));
  box().value = [newest.body, ...new Set(missing)].join("\n\n---\n\n");
  if (!newest.ours?.includes(digest(saved))) version().value = newest.version;
  status().textContent = "Not saved yet: this is what you typed last in this browser.";
  newest.ours?.forEach((each) => ours.add(each));
  remember();
  if (document.readyState === "complete") save();
  else window.addEventListener("load", save); // when htmx has taken hold of the form
};

// Take hold of the box that the page has, or has got with a later answer.
const begin = () => {
  if (!box() || box() === begun) return;
  begun = box();
  begun.isUnsaved = unsaved; // for those who would replace it (fresh.js)
  // The browser would bring back an old text with a new version, and so write over what was saved elsewhere.
  form().autocomplete = "off";
  form().dataset.repeats = "";
  saved = status().classList.contains("wrong") ? null : box().defaultValue;
  if (saved !== null) restore();
};
document.addEventListener("portal:renewed", begin);
begin();
