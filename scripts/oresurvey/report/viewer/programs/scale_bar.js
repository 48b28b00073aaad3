"use strict";
/* The scale bar: a round length, in micrometres where the field has a scale, else in pixels. */

const LONGEST_BAR_PX = 160;

function showScaleBar(field, map) {
  const {content} = field, units = unitsOf(content);
  const perCssPx = map.place().step * content.shown_scale * units.perPx;
  const length = roundBelow(LONGEST_BAR_PX * perCssPx);
  const bar = document.getElementById("scale-bar");
  bar.querySelector("i").style.width = `${length / perCssPx}px`;
  bar.querySelector("span").textContent = units.scaled ? lengthText(length) : `${figures(length)} px (no scale known)`;
}
