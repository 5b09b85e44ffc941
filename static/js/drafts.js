// What is typed in a note is kept in this browser until the portal has acknowledged it: for each account, note and tab.

import { account } from "./page.js";

const START = "portal:draft:";
const own = `${START}${account}:`;
const tab = [...crypto.getRandomValues(new Uint32Array(2))].join("-");
// A tab that is being typed in saves within seconds; what is older has been left behind.
const SETTLED = 10_000;

const keys = (start) => Object.keys(localStorage).filter((key) => key.startsWith(start));
const read = (key) => {
  try {
    return { key, ...JSON.parse(localStorage.getItem(key)) };
  } catch {
    return null;
  }
};

// Storage may be full, or forbidden: then the text is in the box only, as it is without this.
const safely = (act, otherwise) => {
  try {
    return act();
  } catch {
    return otherwise;
  }
};

export const keep = (note, draft) =>
  safely(() => localStorage.setItem(`${own}${note}:${tab}`, JSON.stringify({ note, at: Date.now(), ...draft })));
export const drop = (note) => safely(() => localStorage.removeItem(`${own}${note}:${tab}`));
// Of a tab that is gone, or goes on: then it has more in it by now, and stays.
export const release = ({ key, body }) => safely(() => read(key)?.body === body && localStorage.removeItem(key));
// The newest first.
export const draftsOf = (note) =>
  safely(() => keys(`${own}${note}:`).map(read).filter((draft) => typeof draft?.body === "string").sort((a, b) => b.at - a.at), []);
const forgetAll = () => safely(() => keys(START).forEach((key) => localStorage.removeItem(key)));

// Signing out ends it for everybody who has used this browser. The page after it shows whether it has come to that.
const LEAVING = "portal:leaving";
document.addEventListener("submit", ({ target }) => {
  if (account && target.matches("form[action$='/accounts/logout/'], form[data-leaves]")) safely(() => localStorage.setItem(LEAVING, "1"));
});
if (safely(() => localStorage.getItem(LEAVING))) {
  safely(() => localStorage.removeItem(LEAVING));
  if (!account) forgetAll();
}

// On every other page of theirs: which notes wait to be saved.
const remind = () => {
  document.getElementById("drafts")?.remove();
  const here = document.getElementById("note-form")?.getAttribute("action");
  const waiting = new Map();
  for (const draft of account ? safely(() => keys(own).map(read), []) : []) {
    if (draft?.note && draft.note !== here && Date.now() - draft.at > SETTLED) waiting.set(draft.note, draft.title);
  }
  if (!waiting.size) return;
  const notice = Object.assign(document.createElement("p"), { id: "drafts", className: "call", textContent: "Not saved yet: your note on " });
  [...waiting].forEach(([note, title], index) => {
    notice.append(index ? ", " : "", Object.assign(document.createElement("a"), { href: note, textContent: title || "a topic" }));
  });
  const leaving = document.querySelector("main form[action$='/accounts/logout/']");
  notice.append(leaving ? ". Open it first: signing out throws away what is not saved." : ". Open it, and it is saved.");
  document.getElementById("main").prepend(notice);
};
remind();
window.addEventListener("storage", remind);
