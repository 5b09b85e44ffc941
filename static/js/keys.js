// j k x n / g r ?: never inside a field, never with a modifier, and once however long a key is held.

const inField = (element) => element.closest("input, textarea, select, [contenteditable]");
const ticks = () => [...document.querySelectorAll(".tick")];
let afterG = false;
let held = null;

const step = (by) => {
  const all = ticks();
  const here = all.indexOf(document.activeElement);
  const there = here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, here + by));
  all[there]?.focus();
};

const acts = {
  j: () => step(1),
  k: () => step(-1),
  x: () => document.activeElement.matches(".tick") && document.activeElement.click(),
  n: () => document.getElementById("note-body")?.focus(),
  "/": () => document.getElementById("filter")?.focus(),
  "?": () => document.getElementById("keys")?.showModal(),
};
const repeatable = new Set(["j", "k"]);

// A Latin letter counts where the layout has put it (Dvorak, AZERTY). Where a key writes another script, its place on the
// board counts (Cyrillic "о" is on J); signs such as ? and / are on different keys everywhere and count as themselves.
const sign = ({ key, code, shiftKey }) => {
  const latin = /^\p{Script=Latin}$/u.test(key);
  const foreign = !/\p{Script=Latin}/u.test(key) && /^[\p{L}\p{M}]+$/u.test(key);
  const letter = latin ? key : foreign ? /^Key([A-Z])$/.exec(code)?.[1] : undefined;
  if (letter === undefined) return key;
  return shiftKey ? "" : letter.toLowerCase();
};

const isOurs = (event) => {
  if (event.isComposing || event.metaKey || inField(event.target) || document.querySelector("dialog[open]")) return false;
  const writesSign = event.getModifierState("AltGraph") && "/?".includes(event.key);
  return writesSign || !(event.ctrlKey || event.altKey);
};

document.addEventListener("keydown", (event) => {
  const pressed = sign(event);
  if (event.repeat && !repeatable.has(pressed)) {
    // A browser presses a button again and again while Enter is held; and "n" would go on writing into the note.
    const again = event.key === "Enter" && !event.target.closest("textarea");
    if (again || event.code === held) event.preventDefault();
    return;
  }
  held = null;
  if (!isOurs(event)) return;
  if (afterG && pressed === "r") {
    document.querySelector("[data-key='r']")?.click();
  } else if (acts[pressed]) {
    event.preventDefault();
    held = event.code;
    acts[pressed]();
  }
  afterG = pressed === "g";
});
