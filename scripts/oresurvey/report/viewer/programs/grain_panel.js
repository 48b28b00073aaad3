"use strict";
/* What is known of one grain: its row of the table, and its neighbours. */

const NEIGHBOURS_SHOWN = 12;

/** Row of the table as on paper: what, how much. */
function grainRows(field, row) {
  const {columns} = field, units = unitsOf(field.content);
  const both = (px, power) => {
    const scaled = px * (power === 2 ? units.perPx2 : units.perPx);
    const text = power === 2 ? areaText(scaled) : lengthText(scaled);
    return units.scaled ? `${text} (${figures(px, power === 2 ? 12 : 4)} px)` : `${figures(px, power === 2 ? 12 : 4)} px`;
  };
  const circularity = columns.circularity[row];
  return [
    ["Number", String(columns.grain[row])],
    ["Mineral", `${field.symbol(columns.code[row])}, ${field.name(columns.code[row])}`],
    ["Area", both(columns.area_px[row], 2)],
    ["ECD", both(field.ecd_px[row], 1)],
    ["Major axis", both(columns.major_axis_px[row], 1)],
    ["Minor axis", both(columns.minor_axis_px[row], 1)],
    ["Orientation", `${figures(columns.orientation_deg[row], 3)}° clockwise from right`],
    ["Perimeter", both(columns.perimeter_px[row], 1)],
    ["Circularity", Number.isFinite(circularity) ? figures(circularity, 3) : `none: ${columns.touches_frame[row] ? "cut by the frame" : "below an ECD of 40 px"}`],
    ["Mean confidence", figures(columns.mean_confidence[row], 3)],
    ["Touches frame", columns.touches_frame[row] ? "yes" : "no"],
  ];
}

function cell(kind, text, numeric = false) {
  return Object.assign(document.createElement(kind), {textContent: text, className: numeric ? "n" : ""});
}

function tableOf(caption, header, rows) {
  const table = document.createElement("table"), body = table.createTBody();
  table.createCaption().textContent = caption;
  if (header.length) table.createTHead().insertRow().append(...header.map((text, k) => Object.assign(cell("th", text, k > 0), {scope: "col"})));
  for (const cells of rows) body.insertRow().append(...cells);
  return table;
}

function rowsTable(field, row) {
  const rows = grainRows(field, row).map(([what, value]) => [Object.assign(cell("th", what), {scope: "row"}), cell("td", value)]);
  return tableOf("", [], rows);
}

/** Boundary with each mineral; the pixels outside a grain that are no grain count too. */
function neighbourTotals(field, neighbours) {
  const totals = new Map();
  for (const {region, px} of neighbours) totals.set(field.codeOf[region], (totals.get(field.codeOf[region]) ?? 0) + px);
  return [...totals].sort((one, two) => two[1] - one[1]);
}

function neighbourTables(field, row, keep) {
  const neighbours = field.neighboursOf(row), units = unitsOf(field.content);
  const length = (px) => units.scaled ? `${figures(px * units.perPx)} µm` : `${figures(px)} px`;
  const whole = neighbours.reduce((sum, {px}) => sum + px, 0);
  const minerals = neighbourTotals(field, neighbours).map(([code, px]) => [
    cell("td", field.symbol(code)), cell("td", length(px), true), cell("td", `${percent(100 * px / whole)} %`, true),
  ]);
  const grains = neighbours.filter(({region}) => field.isGrain(region));
  const rows = grains.slice(0, NEIGHBOURS_SHOWN).map(({region, px}) => {
    const number = document.createElement("td");
    const button = Object.assign(document.createElement("button"), {type: "button", textContent: String(field.columns.grain[region])});
    button.setAttribute("aria-label", `Keep grain ${field.columns.grain[region]}`);
    button.addEventListener("click", () => keep(region));
    number.append(button);
    return [number, cell("td", field.symbol(field.codeOf[region]), true), cell("td", length(px), true)];
  });
  const tables = [tableOf("Shared boundary by mineral", ["Mineral", "Length", "Share"], minerals)];
  if (rows.length) {
    const rest = grains.length - rows.length;
    tables.push(tableOf(`Touching grains${rest ? `, the first ${rows.length} of ${grains.length}` : ""}`, ["Grain", "Mineral", "Length"], rows));
  }
  return tables;
}

/** One line: for the sheet of a narrow window, and for the keyboard. */
function summaryOf(field, region) {
  if (region < 0) return "No grain under the pointer";
  const code = field.codeOf[region];
  if (!field.isGrain(region)) return `${field.symbol(code)}: no grain of the table`;
  const units = unitsOf(field.content), ecd = field.ecd_px[region] * units.perPx;
  return `Grain ${field.columns.grain[region]}, ${field.symbol(code)}, ECD ${units.scaled ? lengthText(ecd) : `${figures(ecd)} px`}`;
}

function setUpGrainPanel(field, view, keep) {
  const by = (id) => document.getElementById(id);
  let shown = null;
  by("let-go").addEventListener("click", () => keep(-1));

  return function show() {
    const kept = field.isGrain(view.kept), region = kept ? view.kept : view.hovered;
    by("summary").textContent = summaryOf(field, region);
    by("let-go").hidden = !kept;
    by("grain-title").textContent = kept ? "Grain, kept" : "Grain";
    by("no-grain").hidden = field.isGrain(region);
    if (region === shown) return;
    shown = region;
    by("grain").scrollTop = 0;
    const tables = field.isGrain(region) ? [rowsTable(field, region), ...neighbourTables(field, region, keep)] : [];
    by("grain-rows").replaceChildren(...tables);
  };
}
