"use strict";
/* What a reader must know of the field before believing what is shown. */

function aboutLines(content) {
  const {width, height, shown_scale: scale} = content;
  const lines = [`${width} × ${height} px${scale > 1 ? `, shown at 1:${scale}; tables and shares are of all pixels` : ", shown at full resolution"}.`];
  lines.push(content.um_per_px === null ? "No scale is known: lengths are in pixels." : `${content.um_per_px} µm per pixel.`);
  lines.push(content.blank ? "There is no map: what nobody names is not annotated." : `Class map, grains and confidence: model ${content.model}.`);
  if (content.split === "train") lines.push("The sheet gives this field to training: a model that learned from it errs less here than elsewhere.");
  if (content.split === "validation") lines.push("The sheet gives this field to validation: the epoch of a model may have been chosen by it.");
  if (content.smallest_listed_px) lines.push(`Of ${content.all_grains} grains those of ${content.smallest_listed_px} px and more are listed; smaller ones are drawn only.`);
  lines.push("Zoom with OpenSeadragon (BSD-3-Clause).");
  return lines;
}

function showAbout(content) {
  const lines = aboutLines(content).map((text) => Object.assign(document.createElement("li"), {textContent: text}));
  document.getElementById("about").append(...lines);
}
