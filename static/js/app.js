// Enhancements that HTML and CSS cannot provide; every page works without them.
import "./tick.js";
import "./failures.js";
import "./page.js";
import "./keys.js";
import "./menus.js";

const searchField = document.getElementById("search");
// Without a connection it is tried again at the next focus; until then the field is a plain form.
const loadSearch = () => import("./search.js").catch(awaitSearch);
const awaitSearch = () => searchField?.addEventListener("focus", loadSearch, { once: true });
awaitSearch();
const showsMessage = () => document.getElementById("messages")?.textContent.trim() && import("./messages.js");
showsMessage();
document.addEventListener("htmx:afterSettle", showsMessage);

// After a form was refused, its first wrong field may lie outside of the screen.
if (!document.querySelector("[autofocus]")) document.querySelector("#main [aria-invalid='true']")?.focus();
if (document.querySelector("[data-copies]")) import("./copy.js");
if (document.querySelector("[data-guard]")) import("./unsaved.js");
const offerPrinting = () => {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
};
offerPrinting();
document.addEventListener("portal:renewed", offerPrinting);
// Only where drafts exist or must be deleted; access to storage may be denied.
const hasDrafts = () => Object.keys(localStorage).some((key) => /^portal:(draft|leaving)/.test(key));
try {
  if (document.querySelector("form[action$='/accounts/logout/'], form[data-leaves]") || hasDrafts()) import("./drafts.js");
} catch {}

// Back and Forward may show an old copy of a page, from either of the browser's caches.
window.addEventListener("pageshow", async ({ persisted }) => {
  const [navigation] = performance.getEntriesByType("navigation");
  if (persisted || navigation?.type === "back_forward") (await import("./fresh.js")).refresh();
});
