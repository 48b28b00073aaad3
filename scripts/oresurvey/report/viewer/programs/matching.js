"use strict";
/* Which grains a filter matches. A filter: mineral and touching are codes or null; the bounds are
   numbers in the field's unit or null, both ends included; frame is "", "inside" or "cut". */

const NO_FILTER = Object.freeze({mineral: null, ecdMin: null, ecdMax: null, areaMin: null, areaMax: null, touching: null, frame: ""});

function isEmptyFilter(filter) {
  return Object.keys(NO_FILTER).every((key) => filter[key] === NO_FILTER[key]);
}

/** Which regions touch a region of a code; for each 1 or 0. */
function touchingCode(field, code) {
  const {a, b} = field.contacts, {codeOf} = field, touches = new Uint8Array(codeOf.length);
  for (let k = 0; k < a.length; k++) {
    if (codeOf[a[k]] === code) touches[b[k]] = 1;
    if (codeOf[b[k]] === code) touches[a[k]] = 1;
  }
  return touches;
}

/** For every region 1 if it is a grain that the filter matches, else 0. */
function matchedRegions(field, filter) {
  const {area_px: area, code, touches_frame: cut} = field.columns, units = unitsOf(field.content);
  const touches = filter.touching === null ? null : touchingCode(field, filter.touching);
  const matched = new Uint8Array(field.codeOf.length);
  const least = (bound) => bound ?? -Infinity, most = (bound) => bound ?? Infinity;
  const ecdMin = least(filter.ecdMin), ecdMax = most(filter.ecdMax);
  const areaMin = least(filter.areaMin), areaMax = most(filter.areaMax);
  for (let row = 0; row < field.grains; row++) {
    const ecd = field.ecd_px[row] * units.perPx, size = area[row] * units.perPx2;
    matched[row] = (filter.mineral === null || code[row] === filter.mineral)
      && ecd >= ecdMin && ecd <= ecdMax && size >= areaMin && size <= areaMax
      && (touches === null || touches[row])
      && (filter.frame === "" || (filter.frame === "cut") === (cut[row] === 1)) ? 1 : 0;
  }
  return matched;
}

/** Rows that match, in the order of the grains' numbers. */
function matchedRows(field, matched) {
  const rows = [];
  for (let row = 0; row < field.grains; row++) if (matched[row]) rows.push(row);
  return rows;
}

/** The row after or before a kept one (-1: none) among rows that ascend; past the end the first again. */
function nextMatch(rows, kept, step) {
  if (step > 0) return rows.find((row) => row > kept) ?? rows[0];
  return rows.findLast((row) => row < kept) ?? rows.at(-1);
}
