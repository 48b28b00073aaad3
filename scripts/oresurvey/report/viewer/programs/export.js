"use strict";
/* The matching grains as CSV, with the columns of grains.parquet. */

/** A cell of text: no formula for a spreadsheet, quoted where CSV asks for it. */
function csvText(text, formulaStarts) {
  const safe = text && formulaStarts.includes(text[0]) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/* Nine figures: all that single precision holds. */
function csvNumber(value) {
  return !Number.isFinite(value) ? "" : String(Number.isInteger(value) ? value : Number(value.toPrecision(9)));
}

function csvOf(field, rows) {
  const {content, columns} = field, scale = content.um_per_px ?? NaN, area = content.um2_per_px2 ?? NaN;
  const place = [content.deposit, content.section, content.field];
  const numbers = {
    ...Object.fromEntries(["grain", "code", "area_px"].map((name) => [name, (row) => columns[name][row]])),
    ecd_px: (row) => field.ecd_px[row],
    ...Object.fromEntries(
      ["x_px", "y_px", "left_px", "top_px", "right_px", "bottom_px", "major_axis_px", "minor_axis_px", "orientation_deg",
        "perimeter_px", "circularity", "mean_confidence", "touches_frame"].map((name) => [name, (row) => columns[name][row]])),
    area_um2: (row) => columns.area_px[row] * area,
    ecd_um: (row) => field.ecd_px[row] * scale,
    perimeter_um: (row) => columns.perimeter_px[row] * scale,
  };
  const lines = rows.map((row) => [
    ...[...place, field.symbol(columns.code[row])].map((text) => csvText(text, content.formula_starts)),
    ...Object.values(numbers).map((of) => csvNumber(of(row))),
  ].join(","));
  return [["deposit", "section", "field", "mineral", ...Object.keys(numbers)].join(","), ...lines, ""].join("\n");
}

/** Hand a file over as a download; its name begins as the field is called. */
function saveFile(field, text, type, end) {
  const name = field.content.field.replace(/[^\p{L}\p{N}._-]+/gu, "_").slice(0, 80) + end;
  const link = Object.assign(document.createElement("a"), {href: URL.createObjectURL(new Blob([text], {type})), download: name});
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  return name;
}

function saveCsv(field, rows) {
  // The mark tells spreadsheets that it is UTF-8.
  saveFile(field, "\ufeff" + csvOf(field, rows), "text/csv", "_grains.csv");
}
