// Keyboard shortcuts j k x u n / f g r ?: never in a field, never with a modifier, and only once while a key is held.

const isInField = (element) => element.closest("input, textarea, select, [contenteditable]");
const ticks = () => [...document.querySelectorAll(".tick")];
let afterG = false;
let heldCode = null;

const step = (by) => {
  const all = ticks();
  const current = all.indexOf(document.activeElement);
  const next = current < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, current + by));
  all[next]?.focus();
};

const writeNote = () => {
  document.getElementById("note-edit")?.setAttribute("open", "");
  document.getElementById("note-body")?.focus();
};

// Where the head has no room for the box, the button beside it leads to the page of search.
const search = () => {
  const box = document.getElementById("search");
  if (box?.offsetParent) box.focus();
  else box?.form.requestSubmit();
};

const actions = {
  j: () => step(1),
  k: () => step(-1),
  x: () => document.activeElement.matches(".tick") && document.activeElement.click(),
  // The button of the last message, which works on when the message has left (messages.js).
  u: () => document.querySelector(".answers :is([formaction*='/changes/'], [formaction*='/resources/'])")?.click(),
  n: writeNote,
  "/": search,
  f: () => document.getElementById("filter")?.focus(),
  "?": () => document.getElementById("keys")?.showModal(),
};
const repeatable = new Set(["j", "k"]);

// Latin letters count where the keyboard layout has them (Dvorak, AZERTY). In other scripts the physical key counts
// (Cyrillic "о" is on J). Signs such as ? and / are on different keys in every layout and count as themselves.
const shortcutOf = ({ key, code, shiftKey }) => {
  const latin = /^\p{Script=Latin}$/u.test(key);
  const foreign = !/\p{Script=Latin}/u.test(key) && /^[\p{L}\p{M}]+$/u.test(key);
  const letter = latin ? key : foreign ? /^Key([A-Z])$/.exec(code)?.[1] : undefined;
  if (letter === undefined) return key;
  return shiftKey ? "" : letter.toLowerCase();
};

const isShortcut = (event) => {
  if (event.isComposing || event.metaKey || isInField(event.target) || document.querySelector("dialog[open]")) return false;
  const writesSign = event.getModifierState("AltGraph") && "/?".includes(event.key);
  return writesSign || !(event.ctrlKey || event.altKey);
};

document.addEventListener("keydown", (event) => {
  const shortcut = shortcutOf(event);
  if (event.repeat && !repeatable.has(shortcut)) {
    // While Enter is held, browsers press a button repeatedly; and a held "n" would type into the note it has focused.
    const repeatsPress = event.key === "Enter" && !event.target.closest("textarea");
    if (repeatsPress || event.code === heldCode) event.preventDefault();
    return;
  }
  heldCode = null;
  if (!isShortcut(event)) return;
  if (afterG && shortcut === "r") {
    document.querySelector("[data-key='r']")?.click();
  } else if (actions[shortcut]) {
    event.preventDefault();
    heldCode = event.code;
    actions[shortcut]();
  }
  afterG = shortcut === "g";
});
