"use strict";
// Tables of a page: a click on a heading sorts, buttons copy and save what is shown, and a table
// that is wider than the page says so. Without this program the tables are there all the same.
{
  const text = (cell) => cell.innerText.replace(/\s+/g, " ").trim();
  const names = (table) => [...table.tHead.rows[0].cells];
  const rows = (table) => [...table.tBodies[0].rows];

  // A number at the beginning of a cell; bounds and words count as what they begin with.
  const number = (words) => {
    const found = words.replace(/^(?:at least|at most|[<>]) /, "").match(/^-?\d+(?:\.\d+)?(?:e[-+]?\d+)?/i);
    return found ? Number(found[0]) : null;
  };

  function compare(a, b, numeric) {
    if (!numeric) return a.localeCompare(b, undefined, {numeric: true});
    const [x, y] = [number(a), number(b)];
    // What has no number comes last in either direction.
    if (x === null || y === null) return x === y ? 0 : x === null ? Infinity : -Infinity;
    return x - y;
  }

  function sort(table, column) {
    const head = names(table)[column];
    const down = head.getAttribute("aria-sort") === "ascending";
    const numeric = head.classList.contains("n");
    const keyed = rows(table).map((row, at) => ({row, at, key: text(row.cells[column])}));
    keyed.sort((a, b) => {
      const order = compare(a.key, b.key, numeric);
      return (Number.isFinite(order) && down ? -order : order) || a.at - b.at;
    });
    table.tBodies[0].append(...keyed.map((one) => one.row));
    for (const other of names(table)) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
  }

  const cells = (table) => [names(table), ...rows(table).map((row) => [...row.cells])].map((row) => row.map(text));
  // A spreadsheet takes what begins so for a formula.
  const safe = (cell) => /^[=+\-@\t]/.test(cell) && number(cell) === null ? `'${cell}` : cell;
  const quoted = (cell) => /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

  async function copy(table, button) {
    const content = cells(table).map((row) => row.map(safe).join("\t")).join("\n");
    const before = button.textContent;
    try {
      await navigator.clipboard.writeText(content);
      button.textContent = "Copied";
    } catch {
      const area = document.createElement("textarea");
      area.value = content;
      document.body.append(area);
      area.select();
      button.textContent = document.execCommand("copy") ? "Copied" : "The browser does not let it";
      area.remove();
    }
    setTimeout(() => { button.textContent = before; }, 1500);
  }

  function save(table, name) {
    const content = cells(table).map((row) => row.map(safe).map(quoted).join(",")).join("\r\n");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff", content, "\r\n"], {type: "text/csv"}));
    link.download = `${name.replace(/[^\p{L}\p{N}]+/gu, "_").slice(0, 80)}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function button(words, label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = words;
    made.setAttribute("aria-label", label);
    made.addEventListener("click", () => act(made));
    return made;
  }

  for (const scroll of document.querySelectorAll(".scroll")) {
    const table = scroll.querySelector("table");
    if (!table.tHead) continue;
    const name = scroll.getAttribute("aria-label");
    names(table).forEach((head, column) => {
      const sorter = document.createElement("button");
      sorter.type = "button";
      sorter.className = "sort";
      sorter.append(...head.childNodes);
      sorter.addEventListener("click", () => sort(table, column));
      head.append(sorter);
    });
    const bar = document.createElement("div");
    bar.className = "tools screen";
    const wide = document.createElement("span");
    wide.textContent = "Wider than the page: scroll sideways.";
    bar.append(
      button("Copy", `Copy: ${name}`, (made) => copy(table, made)),
      button("Save as CSV", `Save as CSV: ${name}`, () => save(table, name)),
      wide,
    );
    scroll.after(bar);
    new ResizeObserver(() => { wide.hidden = scroll.scrollWidth <= scroll.clientWidth + 1; }).observe(scroll);
  }
}
