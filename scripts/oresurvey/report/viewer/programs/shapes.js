"use strict";
/* Shapes of pixels: which ones an action is about. Knows no page, see corrections.js.

   Points are [x, y], whole numbers: the middle of that pixel. */

/** Part of a row, cut at the frame, as a span. */
function addRow(spans, width, height, y, low, high) {
  if (y < 0 || y >= height) return;
  const from = Math.max(0, low), to = Math.min(width - 1, high);
  if (from <= to) spans.push(y * width + from, y * width + to + 1);
}

/** The x between which low <= slope * x + offset <= high. */
function between(slope, offset, low, high) {
  if (Math.abs(slope) < 1e-12) return offset >= low - 1e-9 && offset <= high + 1e-9 ? [-Infinity, Infinity] : [Infinity, -Infinity];
  const one = (low - offset) / slope, other = (high - offset) / slope;
  return [Math.min(one, other), Math.max(one, other)];
}

/** Pixels whose middle is no farther than half a brush from the line between two points. */
function strokeSpans(width, height, [ax, ay], [bx, by], brush) {
  const radius = brush / 2, length = Math.hypot(bx - ax, by - ay), spans = [];
  const first = Math.ceil(Math.min(ay, by) - radius - 1e-9), last = Math.floor(Math.max(ay, by) + radius + 1e-9);
  for (let y = first; y <= last; y++) {
    let low = Infinity, high = -Infinity;
    for (const [x, dy] of [[ax, y - ay], [bx, y - by]]) {
      const half = Math.sqrt(radius * radius - dy * dy + 1e-9);
      if (half >= 0) { low = Math.min(low, x - half); high = Math.max(high, x + half); }
    }
    if (length) {
      const ux = (bx - ax) / length, uy = (by - ay) / length;
      const along = between(ux, (y - ay) * uy - ax * ux, 0, length), across = between(-uy, (y - ay) * ux + ax * uy, -radius, radius);
      const from = Math.max(along[0], across[0]), to = Math.min(along[1], across[1]);
      if (from <= to) { low = Math.min(low, from); high = Math.max(high, to); }
    }
    if (low <= high) addRow(spans, width, height, y, Math.ceil(low - 1e-6), Math.floor(high + 1e-6));
  }
  return spans;
}

/** Pixels whose middle is in a closed outline or on it; where it crosses itself, in an odd number of turns. */
function outlineSpans(width, height, points) {
  const spans = [], ys = points.map(([, y]) => y);
  for (let y = Math.max(0, Math.min(...ys)); y <= Math.min(height - 1, Math.max(...ys)); y++) {
    const crossings = [], found = [];
    points.forEach(([ax, ay], k) => {
      const [bx, by] = points[(k + 1) % points.length];
      if (ay === y) found.push([ax, ay === by ? bx : ax]);
      if ((ay <= y) !== (by <= y)) crossings.push(ax + (y - ay) * (bx - ax) / (by - ay));
    });
    crossings.sort((one, other) => one - other);
    for (let k = 0; k + 1 < crossings.length; k += 2) found.push([crossings[k], crossings[k + 1]]);
    const rows = found.map((pair) => [Math.ceil(Math.min(...pair) - 1e-9), Math.floor(Math.max(...pair) + 1e-9)]).filter(([low, high]) => low <= high);
    rows.sort((one, other) => one[0] - other[0]);
    let end = -Infinity;
    for (const [low, high] of rows) {
      if (high > end) addRow(spans, width, height, y, Math.max(low, end + 1), high);
      end = Math.max(end, high);
    }
  }
  return spans;
}

/** Every pixel that a line between two points passes: no diagonal step, so nothing slips through. */
function linePixels([ax, ay], [bx, by]) {
  const pixels = [[ax, ay]], nx = Math.abs(bx - ax), ny = Math.abs(by - ay), sx = Math.sign(bx - ax), sy = Math.sign(by - ay);
  for (let x = 0, y = 0; x < nx || y < ny;) {
    if (y >= ny || (x < nx && (2 * x + 1) * ny <= (2 * y + 1) * nx)) x++;
    else y++;
    pixels.push([ax + x * sx, ay + y * sy]);
  }
  return pixels;
}

/** Pixels that hang together with one (`start`) and of which `same` is true; marks them in `seen`. */
function connectedSpans(start, same, width, height, connectivity, seen) {
  const spans = [], stack = [start], reach = connectivity === 8 ? 1 : 0;
  while (stack.length) {
    const at = stack.pop();
    if (seen[at]) continue;
    const y = Math.floor(at / width), first = y * width, end = first + width;
    let low = at, high = at + 1;
    while (low > first && !seen[low - 1] && same(low - 1)) low--;
    while (high < end && !seen[high] && same(high)) high++;
    seen.fill(1, low, high);
    spans.push(low, high);
    for (const line of [-width, width]) {
      if ((line < 0 && y === 0) || (line > 0 && y === height - 1)) continue;
      const from = Math.max(first, low - reach) + line, to = Math.min(end, high + reach) + line;
      for (let i = from, inside = false; i < to; i++) {
        const here = !seen[i] && same(i);
        if (here && !inside) stack.push(i);
        inside = here;
      }
    }
  }
  return spans;
}

/** What lies at a pixel as a person sees it: the grain of the table as far as nobody corrected it,
    or what was corrected to one code. Returns a function of pixels. */
function likeness(at, regions, base, now) {
  const region = regions[at], code = now[at];
  if (code !== base[at]) return (i) => now[i] === code && base[i] !== code;
  return (i) => regions[i] === region && now[i] === base[i];
}

/** Of the patch that hangs together with `start`: parts that a line cuts off (all but the largest), and the cut. */
function splitSpans(from, to, start, same, width, height, connectivity) {
  const patch = new Uint8Array(width * height), cut = new Uint8Array(width * height), seen = new Uint8Array(width * height), line = [];
  connectedSpans(start, same, width, height, connectivity, patch);
  for (const [x, y] of linePixels(from, to)) {
    const i = y * width + x;
    if (x < 0 || y < 0 || x >= width || y >= height || !patch[i]) continue;
    cut[i] = 1;
    line.push(i, i + 1);
  }
  const parts = [], beside = (i) => patch[i] && !cut[i];
  for (let k = 0; k < line.length; k += 2) {
    const x = line[k] % width, y = Math.floor(line[k] / width);
    for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
      for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
        const i = row * width + column;
        if (!seen[i] && beside(i)) parts.push(connectedSpans(i, beside, width, height, connectivity, seen));
      }
    }
  }
  parts.sort((one, other) => pixelsOf(other) - pixelsOf(one));
  return {parts: parts.slice(1), line};
}

/** A patch: spans, marked (for every pixel 1 or 0), its code; box and inside(x, y) for its outline. */
function patchOf(spans, marked, code, width) {
  const box = {left: Infinity, right: 0, top: Infinity, bottom: 0};
  for (let k = 0; k < spans.length; k += 2) {
    const y = Math.floor(spans[k] / width), x = spans[k] - y * width;
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x + spans[k + 1] - spans[k]);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y + 1);
  }
  const inside = (x, y) => x >= box.left && x < box.right && y >= box.top && y < box.bottom && marked[Math.floor(y) * width + Math.floor(x)] === 1;
  return {spans, marked, code, box, inside};
}

function pixelsOf(spans) {
  let px = 0;
  for (let k = 0; k < spans.length; k += 2) px += spans[k + 1] - spans[k];
  return px;
}

/** Whether pixels of spans lie beside (8 neighbours) marked ones. */
function touches(spans, marked, width, height) {
  for (let k = 0; k < spans.length; k += 2) {
    const y = Math.floor(spans[k] / width), first = y * width;
    for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
      const from = Math.max(first, spans[k] - 1), to = Math.min(first + width, spans[k + 1] + 1), line = (row - y) * width;
      for (let i = from; i < to; i++) if (marked[i + line]) return true;
    }
  }
  return false;
}

/** Add the pixels of a region, which lie in a box. */
function addRegion(spans, regions, region, {left, right, top, bottom}, width, height) {
  const from = Math.floor(left), to = Math.min(width, Math.ceil(right));
  for (let y = Math.floor(top); y < Math.min(height, bottom); y++) {
    for (let i = y * width + from, end = y * width + to; i < end; i++) {
      if (regions[i] !== region) continue;
      const start = i;
      while (i + 1 < end && regions[i + 1] === region) i++;
      spans.push(start, i + 1);
    }
  }
}
