// Keep the text of an unsaved note in this browser, for each account, note and tab, until the portal acknowledges it.

import { account } from "./page.js";

const PREFIX = "portal:draft:";
const accountPrefix = `${PREFIX}${account}:`;
const tab = [...crypto.getRandomValues(new Uint32Array(2))].join("-");
// Milliseconds. A tab in use saves within seconds; an older draft was left behind.
const SETTLED = 10_000;

// On this channel a tab asks which others are open, and they answer. It is closed while a page is kept for Back, as an open
// channel could prevent that.
const ANSWER_WAIT = 200; // milliseconds
const openTabs = new Set();
let tabsChannel = null;
const openChannel = () => {
  if (tabsChannel || !("BroadcastChannel" in window)) return;
  tabsChannel = new BroadcastChannel(`${PREFIX}tabs`);
  tabsChannel.onmessage = ({ data }) => (data.asks ? tabsChannel.postMessage({ tab }) : openTabs.add(data.tab));
};
openChannel();
window.addEventListener("pageshow", openChannel);
window.addEventListener("pagehide", () => {
  tabsChannel?.close();
  tabsChannel = null;
});

const keysWith = (prefix) => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
const read = (key) => {
  try {
    return { key, ...JSON.parse(localStorage.getItem(key)) };
  } catch {
    return null;
  }
};

// Storage may be full or denied: then the text is only in the box, as without this module.
const safely = (action, fallback) => {
  try {
    return action();
  } catch {
    return fallback;
  }
};

export const storeDraft = (note, draft) =>
  safely(() => localStorage.setItem(`${accountPrefix}${note}:${tab}`, JSON.stringify({ note, at: Date.now(), ...draft })));
export const deleteDraft = (note) => safely(() => localStorage.removeItem(`${accountPrefix}${note}:${tab}`));
// The draft of another tab: if that tab is still in use, its draft has changed by now and stays.
export const deleteUnchanged = ({ key, body }) => safely(() => read(key)?.body === body && localStorage.removeItem(key));
// Newest first.
export const draftsOf = (note) => {
  const drafts = () => keysWith(`${accountPrefix}${note}:`).map(read).filter((draft) => typeof draft?.body === "string");
  return safely(() => drafts().sort((a, b) => b.at - a.at), []);
};
// Return those of some drafts whose tab is not open: an open one saves its text itself, or shows its own conflict.
export const leftBehind = async (drafts) => {
  if (!tabsChannel) return drafts;
  openTabs.clear();
  tabsChannel.postMessage({ asks: true });
  await new Promise((go) => setTimeout(go, ANSWER_WAIT));
  return drafts.filter(({ key }) => !openTabs.has(key.slice(key.lastIndexOf(":") + 1)));
};
const deleteAll = () => safely(() => keysWith(PREFIX).forEach((key) => localStorage.removeItem(key)));

// Signing out deletes the drafts of all accounts in this browser. The next page shows whether the sign-out succeeded.
const LEAVING = "portal:leaving";
document.addEventListener("submit", ({ target }) => {
  if (account && target.matches("form[action$='/accounts/logout/'], form[data-leaves]")) safely(() => localStorage.setItem(LEAVING, "1"));
});
if (safely(() => localStorage.getItem(LEAVING))) {
  safely(() => localStorage.removeItem(LEAVING));
  if (!account) deleteAll();
}

// On the learner's other pages, show which notes are not saved yet.
const showReminder = () => {
  document.getElementById("drafts")?.remove();
  const current = document.getElementById("note-form")?.getAttribute("action");
  const waiting = new Map();
  for (const draft of account ? safely(() => keysWith(accountPrefix).map(read), []) : []) {
    if (draft?.note && draft.note !== current && Date.now() - draft.at > SETTLED) waiting.set(draft.note, draft.title);
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
showReminder();
window.addEventListener("storage", showReminder);
document.addEventListener("portal:renewed", showReminder);
