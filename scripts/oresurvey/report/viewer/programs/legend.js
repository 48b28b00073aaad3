"use strict";
/* The legend: minerals with their shares, each switched on and off; the palette. */

function legendRow(mineral, view, changed) {
  const row = document.createElement("li"), label = document.createElement("label");
  const box = Object.assign(document.createElement("input"), {type: "checkbox", id: `mineral-${mineral.code}`});
  const swatch = Object.assign(document.createElement("span"), {className: "swatch"});
  const symbol = Object.assign(document.createElement("b"), {textContent: mineral.symbol});
  const name = Object.assign(document.createElement("span"), {className: "name", textContent: mineral.name === mineral.symbol ? "" : mineral.name});
  const share = Object.assign(document.createElement("span"), {className: "pct", textContent: `${percent(mineral.pct)} %`});
  label.title = `${mineral.symbol}: ${mineral.name}`;
  label.append(box, swatch, symbol, name);
  row.append(label, share);
  box.addEventListener("change", () => {
    if (box.checked) view.hidden.delete(mineral.code);
    else view.hidden.add(mineral.code);
    changed();
  });
  return {row, box, swatch, mineral};
}

function setUpLegend(field, view, changed) {
  const palette = document.getElementById("palette"), {minerals} = field.content;
  palette.append(...Object.entries(PALETTES).map(([key, text]) => option(key, text)));
  palette.addEventListener("change", () => { view.palette = palette.value; changed(); });
  const rows = minerals.map((mineral) => legendRow(mineral, view, changed));
  document.getElementById("legend").append(...rows.map(({row}) => row));
  document.getElementById("all-on").addEventListener("click", () => { view.hidden.clear(); changed(); });
  document.getElementById("all-off").addEventListener("click", () => { minerals.forEach(({code}) => view.hidden.add(code)); changed(); });

  return function show() {
    palette.value = view.palette;
    for (const {box, swatch, mineral} of rows) {
      box.checked = !view.hidden.has(mineral.code);
      swatch.style.background = mineral[view.palette];
    }
  };
}
