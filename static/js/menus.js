// The menu of a topic closes as menus do: by Escape, and by a press or the focus elsewhere.
const opened = () => document.querySelector(".acts-menu[open]");

for (const name of ["pointerdown", "focusin"]) {
  document.addEventListener(name, ({ target }) => {
    const menu = opened();
    if (menu && !menu.contains(target)) menu.open = false;
  });
}

document.addEventListener("keydown", (event) => {
  const menu = opened();
  if (event.key !== "Escape" || event.isComposing || event.defaultPrevented || !menu) return;
  event.preventDefault(); // a message closes with the next one
  menu.open = false;
  menu.querySelector("summary").focus();
});
