// The account that a page belongs to, and a current CSRF token for each of its forms.

const meta = document.querySelector("meta[name='portal-page']");
export const page = meta?.dataset ?? {};
export const account = meta?.content ?? "";
export const isSignIn = (url) => Boolean(account && url?.startsWith(page.signIn));

const tokenCookie = () => {
  const start = `${page.cookie}=`;
  return document.cookie.split("; ").find((each) => each.startsWith(start))?.slice(start.length);
};

// Signing in changes the CSRF token, so the forms of pages that are already open would be refused.
export const updateToken = (token = tokenCookie()) => {
  if (token) document.querySelectorAll("input[name='csrfmiddlewaretoken']").forEach((field) => (field.value = token));
};
document.addEventListener("submit", () => updateToken(), true);
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const token = tokenCookie();
  if (token && detail.parameters.csrfmiddlewaretoken) detail.parameters.csrfmiddlewaretoken = token;
});

// Before htmx reports an error: retry once with a new token.
document.addEventListener("htmx:beforeOnLoad", async (event) => {
  const { xhr, requestConfig } = event.detail;
  if (xhr.getResponseHeader("X-Refused") !== "token" || requestConfig.headers["X-Second-Try"]) return;
  event.preventDefault();
  (await import("./session.js")).retryWithNewToken(event.detail);
});
document.addEventListener("htmx:responseError", async ({ detail: { xhr } }) => {
  const cause = xhr.getResponseHeader("X-Refused");
  if (cause === "session" || cause === "account") (await import("./session.js")).waitForSignIn(cause);
});

// Tell the browser's other tabs that a page of this account was opened. (An open BroadcastChannel would keep the page out of
// the back-forward cache.)
export const OPENED = "portal:opened";
try {
  if (account) localStorage.setItem(OPENED, `${account} ${Date.now()}`);
} catch {
  // Storage is denied or full: the other tab notices when it gets the focus.
}
