// A page that has come back out of a cache is read afresh, as what was ticked or written since is on the server; and what is
// typed in it stays.

import { account } from "./page.js";

const isRead = document.querySelector("meta[name='portal-page']")?.dataset.method === "GET";
const main = () => document.getElementById("main");

const isTyped = (field) => {
  if (field.type === "hidden" || field.type === "submit" || field.type === "button") return false;
  if (field.isUnsaved) return field.isUnsaved();
  if (field instanceof HTMLSelectElement) {
    const first = [...field.options].some((option) => option.defaultSelected);
    return [...field.options].some((option, index) => option.selected !== (first ? option.defaultSelected : index === 0));
  }
  return field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
};
const typed = () => [...main().querySelectorAll("input, textarea, select")].filter(isTyped);

// A field keeps what is typed in it by staying itself; the note stays with the version that it was written on.
const move = (fields, fresh) => {
  const kept = new Set(fields.map((field) => field.closest("#note-form") ?? field));
  const places = [...kept].map((each) => [each, each.id && fresh.querySelector(`#${CSS.escape(each.id)}`)]);
  if (!places.every(([, place]) => place)) return false;
  places.forEach(([each, place]) => place.replaceWith(each));
  return true;
};

// In place: loading the page once more would break off the transition to it, and lose what is typed.
export const renew = async () => {
  // What an earlier POST has answered cannot be asked for again. What holds on to its forms by itself (passkeys.js) shows
  // nothing that is ticked or written.
  if (!isRead || main().querySelector("[data-passkey]")) return;
  const answer = await fetch(location.href, { cache: "reload", redirect: "manual" }).catch(() => null);
  if (!answer) return; // not reachable
  const there = answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const fields = typed();
  if (there?.querySelector("meta[name='portal-page']")?.content !== account) {
    // Nobody is signed in by now, or somebody else: nothing of the old page is to be seen, unless a text would be lost.
    if (!fields.length) location.reload();
    return;
  }
  const [focused, fresh] = [document.activeElement, document.importNode(there.getElementById("main"), true)];
  if (!move(fields, fresh)) return;
  main().replaceWith(fresh);
  document.getElementById("said").replaceChildren(...there.getElementById("said").childNodes);
  htmx.process(document.body);
  document.dispatchEvent(new Event("portal:renewed"));
  if (fresh.contains(focused)) focused.focus();
};
