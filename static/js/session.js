// After a session has ended or a CSRF token has expired, keep the refused request, and send it again once the same person is
// signed in, in any tab. Loaded on demand.

import { clearFailure, showFailure, TOO_LARGE } from "./failures.js";
import { account, OPENED, page, updateToken } from "./page.js";

const fetchSession = async () => {
  try {
    const response = await fetch(page.session, { cache: "no-store", redirect: "error" });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
};

export const retryWithNewToken = async (detail) => {
  const { elt, requestConfig } = detail;
  const session = await fetchSession();
  if (!session) return htmx.trigger(elt, "htmx:sendError", detail);
  updateToken(session.token);
  return htmx.ajax(requestConfig.verb, requestConfig.path, { source: elt, headers: { "X-Second-Try": "1" } });
};

let isWaiting = false;

const link = (url, text) => {
  const anchor = Object.assign(document.createElement("a"), { href: url, target: "_blank", textContent: text });
  const hint = Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: " (opens in a new tab)" });
  anchor.append(hint);
  return anchor;
};

const messages = {
  session: "You are signed out, so this is not saved yet. It stays on this page, and is saved by itself once you sign in again.",
  account:
    "Somebody else is signed in here now, so this is not saved yet. It stays on this page, and is saved by itself once you are signed in again.",
};

// Show why nothing is saved, and wait until the owner of this page is signed in again. CAUSE is "session" or "account".
export const waitForSignIn = (cause) => {
  const next = encodeURIComponent(location.pathname + location.search);
  isWaiting = true;
  const signOut = () => link(page.signOut, "Sign out, then sign in as yourself");
  showFailure(messages[cause], cause === "account" ? signOut() : link(`${page.signIn}?next=${next}`, "Sign in"));
};

// Visitors may send less than learners, so the reason can also be that the session has ended.
export const showTooLarge = async () => {
  const session = await fetchSession();
  if (session && session.account !== account) waitForSignIn(session.account ? "account" : "session");
  else showFailure(TOO_LARGE);
};

const resume = async () => {
  if (!isWaiting) return;
  const session = await fetchSession();
  if (!session || !isWaiting) return;
  if (session.account !== account) return waitForSignIn(session.account ? "account" : "session");
  isWaiting = false;
  updateToken(session.token);
  clearFailure();
  document.dispatchEvent(new Event("portal:resumed"));
};

for (const name of ["focus", "online", "pageshow"]) window.addEventListener(name, resume);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && resume());
window.addEventListener("storage", ({ key }) => key === OPENED && resume());
