"use strict";
/* The page: what is chosen, and who is told when it changes. */

const SAVE_AFTER_MS = 250;

function newView(field) {
  return {
    left: "classes", right: "photograph", swipe: false, divider: 0.5, opacity: 0.6,
    palette: "survey", hidden: new Set(), filter: {...NO_FILTER}, rows: [], matched: null, hovered: -1, kept: -1,
  };
}

function aboutLines(content) {
  const {width, height, shown_scale: scale} = content;
  const lines = [`${width} × ${height} px${scale > 1 ? `, shown at 1:${scale}; tables and shares are of all pixels` : ", shown at full resolution"}.`];
  lines.push(content.um_per_px === null ? "No scale is known: lengths are in pixels." : `${content.um_per_px} µm per pixel.`);
  lines.push(`Class map, grains and confidence: model ${content.model}.`);
  if (content.split === "train") lines.push("This field trained models of the survey: here they look better than they are.");
  if (content.split === "validation") lines.push("This field chose among trainings: errors here are a little too few.");
  if (content.smallest_listed_px) lines.push(`Of ${content.all_grains} grains those of ${content.smallest_listed_px} px and more are listed; smaller ones are drawn only.`);
  lines.push("Zoom with OpenSeadragon (BSD-3-Clause).");
  return lines;
}

function setUpSheet() {
  const panel = document.getElementById("panel"), sheet = document.getElementById("sheet");
  const toggle = (closed) => {
    panel.classList.toggle("closed", closed);
    sheet.setAttribute("aria-expanded", !closed);
  };
  sheet.addEventListener("click", () => toggle(!panel.classList.contains("closed")));
  const narrow = matchMedia("(max-width: 760px)");
  narrow.addEventListener("change", () => toggle(narrow.matches));
  toggle(narrow.matches);
}

function setUpPage(field) {
  const view = newView(field), {content} = field, parts = [];
  let written = "", saving = 0;

  const save = () => {
    clearTimeout(saving);
    saving = setTimeout(() => {
      written = addressOf(field, view, map.centre(), map.canvas.clientWidth);
      if (written !== location.hash) location.replace(written);
    }, SAVE_AFTER_MS);
  };
  const shown = () => {
    for (const show of parts) show();
    map.repaint();
  };
  const changed = () => { shown(); save(); };
  const filtered = () => {
    const all = matchedRegions(field, view.filter);
    view.rows = matchedRows(field, all);
    view.matched = isEmptyFilter(view.filter) ? null : all;
  };
  const keep = (region) => { view.kept = field.isGrain(region) ? region : -1; changed(); };
  const hover = (region) => {
    if (region === view.hovered) return;
    view.hovered = region;
    showGrain();
    map.repaint();
  };
  const layer = (name) => {
    if (!LAYERS[name].there(field)) return;
    view.left = name;
    layersChanged();
  };
  const layersChanged = () => {
    changed();
    const wanted = [view.left, view.swipe && view.right].includes("confidence");
    if (wanted && !field.confidence) field.withConfidence().then(() => map.repaint(), tell);
  };
  const walk = (step) => {
    const {rows} = view;
    if (!rows.length) return;
    const at = rows.findIndex((row) => row >= view.kept), here = rows[at] === view.kept;
    const next = view.kept < 0 ? (step > 0 ? 0 : rows.length - 1) : at < 0 ? (step > 0 ? 0 : rows.length - 1) : step > 0 && !here ? at : at + step;
    keep(rows[(next + rows.length) % rows.length]);
    map.goToGrain(view.kept);
  };

  const map = new FieldMap(field, view, {hover, keep, moved: save});
  map.viewer.addHandler("update-viewport", () => showScaleBar(field, map));
  const showGrain = setUpGrainPanel(field, view, keep);
  parts.push(
    setUpLayers(field, view, layersChanged), setUpDivider(view, changed), setUpLegend(field, view, changed), showGrain,
    setUpFilterForm(field, view, () => { filtered(); changed(); }, walk),
  );
  setUpKeys(view, map, {
    layer, walk,
    swipe: () => { view.swipe = !view.swipe; layersChanged(); },
    opacity: (step) => { view.opacity = Math.min(1, Math.max(0, Math.round(20 * (view.opacity + step)) / 20)); changed(); },
    palette: () => { const names = Object.keys(PALETTES); view.palette = names[(names.indexOf(view.palette) + 1) % names.length]; changed(); },
    keepMiddle: () => { const {x, y} = map.centre(); keep(field.regionAt(x, y)); },
    letGo: () => keep(-1),
    toFilter: () => { document.getElementById("filter-mineral").focus(); },
    help: () => document.getElementById("help").showModal(),
  });
  for (const [id, run] of [["zoom-in", () => map.zoomBy(1.5)], ["zoom-out", () => map.zoomBy(1 / 1.5)], ["home", () => map.home()]])
    document.getElementById(id).addEventListener("click", run);
  document.getElementById("about").append(...aboutLines(content).map((text) => Object.assign(document.createElement("li"), {textContent: text})));
  setUpSheet();

  const fromAddress = (immediately) => {
    const place = readAddress(location.hash, field, view);
    filtered();
    if (place) map.goTo(place.x, place.y, place.across, immediately);
    shown();
    layersChanged();
  };
  addEventListener("hashchange", () => { if (location.hash !== written) fromAddress(false); });
  return map.opened().then(() => fromAddress(true));
}

function tell(error) {
  const problem = document.getElementById("problem");
  problem.textContent = `The field cannot be shown: ${error.message}. A browser of 2023 or later is needed (Chrome or Edge 103, Firefox 113, Safari 16.4).`;
  problem.hidden = false;
}

openField(JSON.parse(document.getElementById("content").textContent))
  .then(setUpPage)
  .then(() => { document.getElementById("opening").hidden = true; document.body.dataset.ready = "yes"; })
  .catch((error) => { document.getElementById("opening").hidden = true; tell(error); });
