// Let the keyboard reorder the rows of an inline: each row gets a handle that the arrow keys move (the mouse uses adminsortable2).

const status = document.createElement("p");
status.className = "order-status";
status.setAttribute("role", "status");

const rowsOf = (table) => [...table.querySelectorAll("tr.has_original")];
const nameOf = (row) => row.querySelector("td.field-title input")?.value || "this row";

function label(row, index, rows) {
  row.querySelector(".order-handle").setAttribute("aria-label", `Move “${nameOf(row)}”, place ${index + 1} of ${rows.length}`);
}

function number(rows) {
  rows.forEach((row, index) => {
    row.querySelector("input._reorder_").value = index + 1;
    label(row, index, rows);
  });
}

function move(row, key) {
  const table = row.closest("table");
  const rows = rowsOf(table);
  const from = rows.indexOf(row);
  const to = { ArrowUp: from - 1, ArrowDown: from + 1, Home: 0, End: rows.length - 1 }[key];
  if (!rows[to] || to === from) {
    status.textContent = `“${nameOf(row)}” is ${from ? "last" : "first"} already.`;
    return;
  }
  rows[to][to < from ? "before" : "after"](row);
  number(rowsOf(table));
  row.querySelector(".order-handle").focus(); // moving the row in the document removes its focus
  status.textContent = `“${nameOf(row)}” is now ${to + 1} of ${rows.length}. Save to keep the order.`;
}

function addHandle(row) {
  const handle = document.createElement("span"); // not a button: Firefox cannot drag a row by a button
  handle.className = "order-handle";
  handle.tabIndex = 0;
  handle.setAttribute("role", "button");
  handle.setAttribute("aria-describedby", "order-keys");
  row.querySelector("td.original p").prepend(handle);
}

const tables = [...document.querySelectorAll("fieldset.sortable table")].filter((table) => rowsOf(table).length);
if (tables.length) {
  const keys = Object.assign(document.createElement("p"), { id: "order-keys", hidden: true });
  keys.textContent = "Drag it, or press the up and down arrow keys; Home and End for the ends.";
  document.getElementById("content-main").append(keys, status);
}
for (const table of tables) {
  rowsOf(table).forEach(addHandle);
  rowsOf(table).forEach(label); // only labels: the stored positions stay until a row is moved
  table.addEventListener("keydown", (event) => {
    const handle = event.target.closest(".order-handle");
    if (!handle || !["ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
    event.preventDefault();
    move(handle.closest("tr"), event.key);
  });
  // After a drag the library renumbers the rows; update the labels afterwards.
  table.addEventListener("dragend", () => setTimeout(() => number(rowsOf(table))));
}
