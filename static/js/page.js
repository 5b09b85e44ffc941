// Whose page this is, and a fresh token for each of its forms.

const meta = document.querySelector("meta[name='portal-page']");
export const page = meta?.dataset ?? {};
export const account = meta?.content ?? "";
export const isSignIn = (address) => Boolean(account && address?.startsWith(page.signIn));

const cookie = () => {
  const start = `${page.cookie}=`;
  return document.cookie.split("; ").find((each) => each.startsWith(start))?.slice(start.length);
};

// Signing in changes the token against forgery; forms that were there before would come too late.
export const renew = (token = cookie()) => {
  if (token) document.querySelectorAll("input[name='csrfmiddlewaretoken']").forEach((field) => (field.value = token));
};
document.addEventListener("submit", () => renew(), true);
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const token = cookie();
  if (token && detail.parameters.csrfmiddlewaretoken) detail.parameters.csrfmiddlewaretoken = token;
});

// Before htmx takes it for a failure: with a new token it may be none. Once; then it is one.
document.addEventListener("htmx:beforeOnLoad", async (event) => {
  const { xhr, requestConfig } = event.detail;
  if (xhr.getResponseHeader("X-Refused") !== "token" || requestConfig.headers["X-Second-Try"]) return;
  event.preventDefault();
  (await import("./session.js")).again(event.detail);
});
document.addEventListener("htmx:responseError", async ({ detail: { xhr } }) => {
  const cause = xhr.getResponseHeader("X-Refused");
  if (cause === "session" || cause === "account") (await import("./session.js")).lose(cause);
});

// Between the tabs of a browser: a page of somebody's has been opened. (An open BroadcastChannel would cost the page its
// place in the back-forward cache.)
export const OPENED = "portal:opened";
try {
  if (account) localStorage.setItem(OPENED, `${account} ${Date.now()}`);
} catch {
  // Forbidden or full: then coming back to the other tab is what makes it look.
}
