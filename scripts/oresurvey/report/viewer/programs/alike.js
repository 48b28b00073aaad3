"use strict";
/* What hangs together with a pixel and looks like it. Knows no page but for its photograph. */

/* Shown pixels on each side of a click that are looked at. */
const ALIKE_REACH = 1000;
/* Holes up to so many pixels are filled: dust, scratches, noise. */
const FILLED_PX = 30;

/** The part of the field around a pixel: {x, y, wide, high}, in shown pixels. */
function partAround([x, y], width, height) {
  const left = Math.max(0, x - ALIKE_REACH), top = Math.max(0, y - ALIKE_REACH);
  return {x: left, y: top, wide: Math.min(width, x + ALIKE_REACH + 1) - left, high: Math.min(height, y + ALIKE_REACH + 1) - top};
}

/** Pixels of a part of the photograph as it is shown; RGBA, row after row. */
async function photographPart(content, {x, y, wide, high}) {
  const {tile_px: side, levels} = content.photograph, {columns, tiles} = levels[levels.length - 1];
  const context = Object.assign(document.createElement("canvas"), {width: wide, height: high}).getContext("2d", {willReadFrequently: true});
  for (let row = Math.floor(y / side); row * side < y + high; row++)
    for (let column = Math.floor(x / side); column * side < x + wide; column++)
      context.drawImage(await loadedImage(`data:image/webp;base64,${tiles[row * columns + column]}`), column * side - x, row * side - y);
  return context.getImageData(0, 0, wide, high).data;
}

/** A band (0 .. 2) of RGBA pixels summed over 3 x 3, the frame repeated: nine times the mean. */
function smoothedBand(pixels, band, wide, high) {
  const rows = new Uint16Array(wide * high), sums = new Uint16Array(wide * high);
  for (let y = 0; y < high; y++) {
    const line = y * wide;
    for (let x = 0; x < wide; x++) {
      const i = line + x;
      rows[i] = pixels[4 * (x ? i - 1 : i) + band] + pixels[4 * i + band] + pixels[4 * (x < wide - 1 ? i + 1 : i) + band];
    }
  }
  for (let y = 0; y < high; y++) {
    const line = y * wide, above = Math.max(0, y - 1) * wide, below = Math.min(high - 1, y + 1) * wide;
    for (let x = 0; x < wide; x++) sums[line + x] = rows[above + x] + rows[line + x] + rows[below + x];
  }
  return sums;
}

/**
 * Pixels that look like one and hang together with it (4 neighbours): 1 in a Uint8Array of a part, else 0.
 *
 * Alike: no band of the mean of 3 x 3 pixels differs by more than `levels` from that at the start. Growth ends at edges:
 * an alike pixel where these means differ by more than that between its neighbours on opposite sides is taken, but
 * nothing beyond it. `allowed`: 1 where a pixel may be taken.
 */
function alikePixels(pixels, wide, high, start, levels, allowed) {
  const [red, green, blue] = [0, 1, 2].map((band) => smoothedBand(pixels, band, wide, high));
  const most = 9 * levels, taken = new Uint8Array(wide * high), r = red[start], g = green[start], b = blue[start];
  const alike = (i) => allowed[i] && Math.abs(red[i] - r) <= most && Math.abs(green[i] - g) <= most && Math.abs(blue[i] - b) <= most;
  const far = (i, j) => Math.abs(red[i] - red[j]) > most || Math.abs(green[i] - green[j]) > most || Math.abs(blue[i] - blue[j]) > most;
  const stack = [start];
  taken[start] = 1;
  while (stack.length) {
    const at = stack.pop(), x = at % wide, last = taken.length - wide;
    const left = x ? at - 1 : at, right = x < wide - 1 ? at + 1 : at, above = at >= wide ? at - wide : at, below = at < last ? at + wide : at;
    if (at !== start && (far(left, right) || far(above, below))) continue;
    for (const next of [left, right, above, below]) if (!taken[next] && alike(next)) { taken[next] = 1; stack.push(next); }
  }
  fillHoles(taken, wide, high, allowed);
  return taken;
}

/** Take the pixels that are allowed in holes (4 neighbours) of up to FILLED_PX; what reaches the frame is none. */
function fillHoles(taken, wide, high, allowed) {
  // 1: taken, or in a hole that was looked at; 2: in one that is too large or open.
  const seen = taken.slice(), last = seen.length - wide;
  for (let begin = wide; begin < seen.length; begin++) {
    // The first pixel of a hole, row after row, lies below one that is taken.
    if (seen[begin] || !taken[begin - wide]) continue;
    const hole = [begin];
    let open = false;
    seen[begin] = 1;
    for (let k = 0; k < hole.length && !open; k++) {
      const at = hole[k], x = at % wide;
      open = hole.length > FILLED_PX || x === 0 || x === wide - 1 || at < wide || at >= last;
      if (open) break;
      for (const next of [at - 1, at + 1, at - wide, at + wide]) {
        if (seen[next] === 2) open = true;
        else if (!seen[next]) { seen[next] = 1; hole.push(next); }
      }
    }
    for (const at of hole) {
      if (open) seen[at] = 2;
      else if (allowed[at]) taken[at] = 1;
    }
  }
}

/** Spans of the field that a part marks, and whether they reach a side of the part inside the field. */
function spansOfPart(taken, {x, y, wide, high}, width, height) {
  const spans = [];
  let cut = false;
  for (let row = 0; row < high; row++) {
    const line = row * wide, onSide = (row === 0 && y > 0) || (row === high - 1 && y + high < height);
    for (let column = 0; column < wide; column++) {
      if (!taken[line + column]) continue;
      const from = column;
      while (column + 1 < wide && taken[line + column + 1]) column++;
      cut ||= onSide || (from === 0 && x > 0) || (column === wide - 1 && x + wide < width);
      spans.push((y + row) * width + x + from, (y + row) * width + x + column + 1);
    }
  }
  return {spans, cut};
}
