// What HTML and CSS cannot do alone; every page works without.
import "./tick.js";
import "./failures.js";
import "./page.js";
import "./keys.js";

if (document.querySelector("[data-guard]")) import("./unsaved.js");
// Where there is something to be reminded of, or to be forgotten; storage may be forbidden.
const keeps = () => Object.keys(localStorage).some((key) => /^portal:(draft|leaving)/.test(key));
try {
  if (document.querySelector("form[action$='/accounts/logout/'], form[data-leaves]") || keeps()) import("./drafts.js");
} catch {}

// Back and Forward may bring a page as it was long ago, out of either cache of the browser.
window.addEventListener("pageshow", async ({ persisted }) => {
  const [navigation] = performance.getEntriesByType("navigation");
  if (persisted || navigation?.type === "back_forward") (await import("./fresh.js")).renew();
});
