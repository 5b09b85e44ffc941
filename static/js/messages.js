// A message leaves after a while, but not while it is read; Escape and a button close it. It never lies on the control that
// has the focus. Loaded with the first message.

const WAIT = 20_000;
const answers = document.querySelector(".answers");
const messages = document.getElementById("messages");
// What has left: its button goes on working for the key "u", so that time takes nothing from anybody.
const left = Object.assign(document.createElement("div"), { hidden: true });
const button = Object.assign(document.createElement("button"), { type: "button", className: "dismiss", textContent: "×" });
let timer;
let before = null;

const close = () => {
  const hasFocus = answers.contains(document.activeElement);
  if (messages.querySelector("[formaction]")) left.replaceChildren(...messages.childNodes);
  messages.replaceChildren();
  if (hasFocus) (before?.isConnected ? before : document.getElementById("main")).focus({ preventScroll: true });
};

const isRead = () => answers.matches(":hover, :focus-within") || document.hidden;
const wait = () => {
  clearTimeout(timer);
  if (messages.textContent.trim()) timer = setTimeout(() => (isRead() ? wait() : close()), WAIT);
};

const overlap = (one, other) => one.top < other.bottom && other.top < one.bottom && one.left < other.right && other.left < one.right;
const giveWay = () => {
  const focused = document.activeElement;
  if (answers.contains(focused) || focused === document.body || focused.id === "main") return;
  delete answers.dataset.above;
  if (overlap(messages.getBoundingClientRect(), focused.getBoundingClientRect())) answers.dataset.above = "";
};

const appear = () => {
  if (!messages.textContent.trim()) return messages.replaceChildren();
  if (messages.querySelector("[formaction]")) left.replaceChildren();
  giveWay();
  wait();
};

button.setAttribute("aria-label", "Close the message");
button.addEventListener("click", close);
answers.append(button, left);
for (const name of ["pointerleave", "focusout"]) answers.addEventListener(name, wait);
document.addEventListener("visibilitychange", wait);
document.addEventListener("focusin", ({ target, relatedTarget }) => {
  if (!answers.contains(target)) giveWay();
  else if (!answers.contains(relatedTarget)) before = relatedTarget;
});
// Escape closes one thing: first what lies on top, the keys or the results of the search.
const isBelow = () => document.querySelector("dialog[open], .search .hits a");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || event.defaultPrevented || isBelow()) return;
  if (messages.hasChildNodes()) close();
  document.getElementById("failed").replaceChildren();
});
new MutationObserver(appear).observe(messages, { childList: true, subtree: true, characterData: true });
appear();
