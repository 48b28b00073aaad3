"use strict";
/* What is shown, in the address after #: a copied address shows the same. */

const FILTER_KEYS = {ecdMin: "ecd_min", ecdMax: "ecd_max", areaMin: "area_min", areaMax: "area_max", mineral: "mineral", touching: "touching"};

function addressOf(field, view, centre, screenWidth) {
  const {shown_scale: scale} = field.content, words = new URLSearchParams();
  words.set("at", [centre.x * scale, centre.y * scale, centre.step * screenWidth * scale].map((value) => Number(value.toPrecision(5))).join(","));
  words.set("left", view.left);
  if (view.swipe) { words.set("right", view.right); words.set("divider", view.divider.toFixed(2)); }
  if (view.suggested) words.set("suggested", "yes");
  words.set("opacity", view.opacity.toFixed(2));
  words.set("palette", view.palette);
  if (view.hidden.size) words.set("hidden", [...view.hidden].join(","));
  for (const [key, word] of Object.entries(FILTER_KEYS)) if (view.filter[key] !== null) words.set(word, view.filter[key]);
  if (view.filter.frame) words.set("frame", view.filter.frame);
  if (field.isGrain(view.kept)) words.set("grain", field.columns.grain[view.kept]);
  return `#${words.toString().replaceAll("%2C", ",")}`;
}

function numberIn(words, key, least, most) {
  const value = words.has(key) ? Number(words.get(key)) : NaN;
  return value >= least && value <= most ? value : null;
}

/** Take what an address says into the view; what it says wrongly is left as it is. Returns where to look, or null. */
function readAddress(text, field, view) {
  const words = new URLSearchParams(text.replace(/^#/, "")), layers = layersOf(field), scale = field.content.shown_scale;
  if (layers.includes(words.get("left"))) view.left = words.get("left");
  view.swipe = layers.includes(words.get("right"));
  if (view.swipe) view.right = words.get("right");
  view.suggested = words.has("suggested") && field.content.suggested.length > 0;
  view.divider = numberIn(words, "divider", 0, 1) ?? view.divider;
  view.opacity = numberIn(words, "opacity", 0, 1) ?? view.opacity;
  if (Object.hasOwn(PALETTES, words.get("palette") ?? "")) view.palette = words.get("palette");
  view.hidden = new Set((words.get("hidden") ?? "").split(",").map(Number).filter((code) => field.minerals.has(code) && words.has("hidden")));
  view.filter = {...NO_FILTER};
  for (const [key, word] of Object.entries(FILTER_KEYS)) view.filter[key] = numberIn(words, word, -Infinity, Infinity);
  if (["inside", "cut"].includes(words.get("frame"))) view.filter.frame = words.get("frame");
  view.kept = field.rowOfNumber(numberIn(words, "grain", 1, 2 ** 32) ?? 0);
  const [x, y, across] = (words.get("at") ?? "").split(",").map((value) => Number(value) / scale);
  return [x, y].every(Number.isFinite) && across > 0 ? {x, y, across} : null;
}
