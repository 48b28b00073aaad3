"use strict";
/* Numbers as people read them, and units. */

/** Four figures, never an exponent. */
function figures(value, count = 4) {
  if (!Number.isFinite(value)) return "";
  const rounded = Number(value.toPrecision(count));
  return rounded.toLocaleString("en", {maximumSignificantDigits: count, useGrouping: Math.abs(rounded) >= 1e4});
}

function percent(value) { return value > 0 && value < 0.01 ? "< 0.01" : value.toFixed(2); }

/** The largest of 1, 2, 5, 10, 20, ... that is not above a value. */
function roundBelow(value) {
  const power = 10 ** Math.floor(Math.log10(value)), lead = value / power;
  return (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * power;
}

function lengthText(um) { return um >= 1000 ? `${figures(um / 1000)} mm` : `${figures(um)} µm`; }

function areaText(um2) { return um2 >= 1e5 ? `${figures(um2 / 1e6)} mm²` : `${figures(um2)} µm²`; }

/** Lengths and areas of the table in the field's unit: micrometres where there is a scale. */
function unitsOf(content) {
  const scaled = content.um_per_px !== null;
  return {
    scaled,
    length: scaled ? "µm" : "px",
    area: scaled ? "µm²" : "px",
    perPx: scaled ? content.um_per_px : 1,
    perPx2: scaled ? content.um2_per_px2 : 1,
  };
}
