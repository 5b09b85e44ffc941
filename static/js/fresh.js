// Refresh a page that comes back from a cache, because the server may have newer ticks and notes; keep what is typed in it.

import { account } from "./page.js";

const isRead = document.querySelector("meta[name='portal-page']")?.dataset.method === "GET";
const main = () => document.getElementById("main");

const isChanged = (field) => {
  if (field.type === "hidden" || field.type === "submit" || field.type === "button") return false;
  if (field.isUnsaved) return field.isUnsaved();
  if (field instanceof HTMLSelectElement) {
    const hasDefault = [...field.options].some((option) => option.defaultSelected);
    return [...field.options].some((option, index) => option.selected !== (hasDefault ? option.defaultSelected : index === 0));
  }
  return field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
};
const changedFields = () => [...main().querySelectorAll("input, textarea, select")].filter(isChanged);

// Move changed fields into the new page; a note moves with its whole form, so that it keeps the version it is based on.
// Return false, without moving anything, if the new page lacks a place for one of them.
const moveFields = (fields, newMain) => {
  const kept = new Set(fields.map((field) => field.closest("#note-form") ?? field));
  const places = [...kept].map((each) => [each, each.id && newMain.querySelector(`#${CSS.escape(each.id)}`)]);
  if (!places.every(([, place]) => place)) return false;
  places.forEach(([each, place]) => place.replaceWith(each));
  return true;
};

// In place: reloading would interrupt the page transition and lose what is typed.
export const refresh = async () => {
  // The response to a POST cannot be requested again. Pages with passkeys.js, which keeps references to its forms, show no
  // ticks and notes.
  if (!isRead || main().querySelector("[data-passkey]")) return;
  const response = await fetch(location.href, { cache: "reload", redirect: "manual" }).catch(() => null);
  // The server cannot be reached, or has no answer now: the old page can still be read.
  if (!response || response.status === 429 || response.status >= 500) return;
  const newPage = response.ok ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
  const fields = changedFields();
  if (newPage?.querySelector("meta[name='portal-page']")?.content !== account) {
    // Signed out, or signed in as another person: hide the old page, unless that would lose a text.
    if (!fields.length) location.reload();
    return;
  }
  const [focused, newMain] = [document.activeElement, document.importNode(newPage.getElementById("main"), true)];
  if (!moveFields(fields, newMain)) return;
  main().replaceWith(newMain);
  document.getElementById("messages").replaceChildren(...newPage.getElementById("messages").childNodes);
  htmx.process(document.body);
  document.dispatchEvent(new Event("portal:renewed"));
  if (newMain.contains(focused)) focused.focus();
};
