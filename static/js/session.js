// When a session has ended, or a token is too old: what was refused waits, and goes on by itself as soon as the same person
// is signed in again, in whatever tab. Loaded when it is needed.

import { clear, say } from "./failures.js";
import { account, OPENED, page, renew } from "./page.js";

const ask = async () => {
  try {
    const answer = await fetch(page.session, { cache: "no-store", redirect: "error" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
};

export const again = async (detail) => {
  const { elt, requestConfig } = detail;
  const now = await ask();
  if (!now) return htmx.trigger(elt, "htmx:sendError", detail);
  renew(now.token);
  return htmx.ajax(requestConfig.verb, requestConfig.path, { source: elt, headers: { "X-Second-Try": "1" } });
};

let isLost = false;

const link = (address, words) => {
  const anchor = Object.assign(document.createElement("a"), { href: address, target: "_blank", textContent: words });
  const hint = Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: " (opens in a new tab)" });
  anchor.append(hint);
  return anchor;
};

const sentences = {
  session: "You are signed out, so this is not saved yet. It stays on this page, and is saved by itself once you sign in again.",
  account:
    "Somebody else is signed in here now, so this is not saved yet. It stays on this page, and is saved by itself once you are signed in again.",
};

// Say why nothing is saved, and wait until the person whose page this is is there again.
export const lose = (cause) => {
  const back = encodeURIComponent(location.pathname + location.search);
  isLost = true;
  say(sentences[cause], cause === "account" ? link(page.signOut, "Sign out, then sign in as yourself") : link(`${page.signIn}?next=${back}`, "Sign in"));
};

// Too large: a stranger may send less than a person, so that it may be the session that has ended.
export const tooLarge = async () => {
  const now = await ask();
  if (now && now.account !== account) lose(now.account ? "account" : "session");
  else say("That is larger than the portal accepts. It is not saved; your text is still in the box. Shorten it, and it is saved.");
};

const look = async () => {
  if (!isLost) return;
  const now = await ask();
  if (!now || !isLost) return;
  if (now.account !== account) return lose(now.account ? "account" : "session");
  isLost = false;
  renew(now.token);
  clear();
  document.dispatchEvent(new Event("portal:resumed"));
};

for (const name of ["focus", "online", "pageshow"]) window.addEventListener(name, look);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
window.addEventListener("storage", ({ key }) => key === OPENED && look());
