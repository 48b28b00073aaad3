"use strict";
/* The form of the filter: what it asks for, how many it found, the walk through them. */

const BOUNDS = {ecdMin: "ecd-min", ecdMax: "ecd-max", areaMin: "area-min", areaMax: "area-max"};

/** A number as typed, with a decimal point or comma; null when empty, NaN when it is none. */
function typedNumber(text) {
  const cleaned = text.trim().replace(",", ".");
  return cleaned === "" ? null : Number(cleaned);
}

function totalArea(field, rows) {
  const {area_px} = field.columns;
  return rows.reduce((sum, row) => sum + area_px[row], 0) * unitsOf(field.content).perPx2;
}

function foundText(field, rows) {
  const units = unitsOf(field.content), area = totalArea(field, rows);
  const size = units.scaled ? areaText(area) : `${figures(area, 12)} px`;
  return `${rows.length} ${rows.length === 1 ? "grain" : "grains"}, ${size} in all`;
}

function mineralOptions(field, some) {
  return [option("", "any"), ...some.map(({code, symbol, name}) => option(code, name === symbol ? symbol : `${symbol}, ${name}`))];
}

function setUpFilterForm(field, view, changed, walk) {
  const by = (id) => document.getElementById(id), form = by("filter");
  const units = unitsOf(field.content), coded = new Set(field.columns.code), touched = new Set();
  for (const side of [field.contacts.a, field.contacts.b]) for (const region of side) touched.add(field.codeOf[region]);
  by("filter-mineral").append(...mineralOptions(field, field.content.minerals.filter(({code}) => coded.has(code))));
  by("filter-touching").append(...mineralOptions(field, field.content.minerals.filter(({code}) => touched.has(code))));
  document.querySelectorAll(".length-unit").forEach((place) => { place.textContent = units.length; });
  document.querySelectorAll(".area-unit").forEach((place) => { place.textContent = units.area; });

  const read = () => {
    const filter = {...NO_FILTER, frame: by("filter-frame").value};
    for (const key of ["mineral", "touching"]) filter[key] = typedNumber(by(`filter-${key}`).value);
    for (const [key, id] of Object.entries(BOUNDS)) {
      const number = typedNumber(by(id).value), wrong = Number.isNaN(number);
      by(id).setAttribute("aria-invalid", wrong);
      by(id).setCustomValidity(wrong ? "Give a number such as 12.5" : "");
      filter[key] = wrong ? null : number;
    }
    view.filter = filter;
    changed();
  };
  form.addEventListener("input", read);
  form.addEventListener("reset", () => { setTimeout(read); });
  form.addEventListener("submit", (event) => { event.preventDefault(); walk(1); });
  by("previous").addEventListener("click", () => walk(-1));
  by("export").addEventListener("click", () => saveCsv(field, view.rows));

  return function show() {
    for (const key of ["mineral", "touching"]) by(`filter-${key}`).value = view.filter[key] ?? "";
    by("filter-frame").value = view.filter.frame;
    for (const [key, id] of Object.entries(BOUNDS))
      if (typedNumber(by(id).value) !== view.filter[key] && !by(id).matches(":focus, [aria-invalid=true]")) by(id).value = view.filter[key] ?? "";
    by("found").value = foundText(field, view.rows);
    for (const id of ["next", "previous", "export"]) by(id).disabled = view.rows.length === 0;
  };
}
