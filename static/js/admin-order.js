// Rows of an inline by the keyboard: each gets a handle that the arrow keys move, as the mouse drags it (adminsortable2).

const said = document.createElement("p");
said.className = "order-status";
said.setAttribute("role", "status");

const rowsOf = (table) => [...table.querySelectorAll("tr.has_original")];
const nameOf = (row) => row.querySelector("td.field-title input")?.value || "this row";

function number(rows) {
  rows.forEach((row, index) => {
    row.querySelector("input._reorder_").value = index + 1;
    row.querySelector(".order-handle").setAttribute("aria-label", `Move “${nameOf(row)}”, place ${index + 1} of ${rows.length}`);
  });
}

function move(row, key) {
  const table = row.closest("table");
  const rows = rowsOf(table);
  const here = rows.indexOf(row);
  const there = { ArrowUp: here - 1, ArrowDown: here + 1, Home: 0, End: rows.length - 1 }[key];
  if (!rows[there] || there === here) {
    said.textContent = `“${nameOf(row)}” is ${here ? "last" : "first"} already.`;
    return;
  }
  rows[there][there < here ? "before" : "after"](row);
  number(rowsOf(table));
  row.querySelector(".order-handle").focus(); // a row that is taken out of the page loses it
  said.textContent = `“${nameOf(row)}” is now ${there + 1} of ${rows.length}. Save to keep the order.`;
}

function addHandle(row) {
  const handle = document.createElement("span"); // no button: Firefox would not drag by one
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
  document.getElementById("content-main").append(keys, said);
}
for (const table of tables) {
  rowsOf(table).forEach(addHandle);
  // Only the words: the places stay as they are stored until something is moved.
  rowsOf(table).forEach((row, index, all) =>
    row.querySelector(".order-handle").setAttribute("aria-label", `Move “${nameOf(row)}”, place ${index + 1} of ${all.length}`),
  );
  table.addEventListener("keydown", (event) => {
    const handle = event.target.closest(".order-handle");
    if (!handle || !["ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
    event.preventDefault();
    move(handle.closest("tr"), event.key);
  });
  // After a drag the library counts the places anew; the words follow.
  table.addEventListener("dragend", () => setTimeout(() => number(rowsOf(table))));
}
