// The results below the box in the head: arrow keys go through them, Escape closes them. Loaded when the box gets the focus.

const box = document.getElementById("search");
const hits = document.getElementById("hits");
const isInHead = box.form.contains(hits);
const links = () => [...hits.querySelectorAll("a")].filter((link) => link.offsetParent);

const close = () => {
  htmx.trigger(box, "htmx:abort");
  hits.replaceChildren();
};

document.addEventListener("keydown", (event) => {
  const { key, target, isComposing, altKey, ctrlKey, metaKey } = event;
  if (isComposing || altKey || ctrlKey || metaKey || !(target === box || hits.contains(target))) return;
  if (key === "ArrowDown" || key === "ArrowUp") {
    const all = links();
    const next = all.indexOf(target) + (key === "ArrowDown" ? 1 : -1);
    (next === -1 ? box : all[next])?.focus();
    event.preventDefault();
  } else if (key === "Escape" && isInHead && hits.hasChildNodes()) {
    box.focus();
    close();
    event.preventDefault(); // the browser's own Escape empties the box, which the next one may do
  }
});

if (isInHead) {
  for (const name of ["pointerdown", "focusin"]) {
    document.addEventListener(name, ({ target }) => box.form.contains(target) || close());
  }
}
