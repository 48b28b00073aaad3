"use strict";
/* A point count: what lies under the points of a grid, named without seeing the map.

   Knows no page. Points are shown pixels, in rows from the top. */

const MOST_POINTS = 2000;

/** Square grid of about so many points; where it begins is by chance, drawn from a digest, so the same every time. */
function gridPoints(base, width, height, count, digest) {
  const step = Math.sqrt(width * height / count), points = [];
  const [x0, y0] = [0, 8].map((at) => parseInt(digest.slice(at, at + 8), 16) / 2 ** 32 * step);
  for (let y = y0; y < height; y += step) {
    for (let x = x0; x < width; x += step) {
      const point = [Math.floor(x), Math.floor(y)];
      // What shows no section is no area.
      if (base[point[1] * width + point[0]] !== UNKNOWN) points.push(point);
    }
  }
  return points;
}

/** Wilson's interval (1927) of a share of k in n, 95 %: it says something of 0 and of n too. */
function wilson(k, n) {
  const z = 1.959964, centre = (k + z * z / 2) / (n + z * z), half = z / (n + z * z) * Math.sqrt(k * (n - k) / n + z * z / 4);
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/** Shares so far, the largest first: {code, k, share, low, high}; points that nobody can name are left out. */
function sharesOf(codes) {
  const counts = new Map();
  for (const code of codes) if (code >= 0 && code !== UNKNOWN) counts.set(code, (counts.get(code) ?? 0) + 1);
  const n = [...counts.values()].reduce((sum, k) => sum + k, 0);
  const rows = [...counts].map(([code, k]) => { const [low, high] = wilson(k, n); return {code, k, share: k / n, low, high}; });
  return {n, rows: rows.sort((one, other) => other.k - one.k)};
}

class PointCount {
  constructor(asked, points) {
    this.asked = asked;
    this.points = points;
    // Code of every point; -1: not named yet.
    this.codes = new Int16Array(points.length).fill(-1);
    this.at = 0;
  }

  get named() { return this.codes.reduce((sum, code) => sum + (code >= 0), 0); }

  /** Name the point; the next one without a name comes. */
  name(code) {
    this.codes[this.at] = code;
    const {length} = this.codes;
    for (let k = 1; k < length; k++) if (this.codes[(this.at + k) % length] < 0) { this.at = (this.at + k) % length; return; }
  }

  step(by) { this.at = (this.at + by + this.points.length) % this.points.length; }

  /** For the file: the points that were named, as pixels of the photograph. */
  asJson(scale) {
    const middle = (at) => at * scale + (scale >> 1);
    return {asked: this.asked, named: [...this.codes].flatMap((code, k) => code < 0 ? [] : [[...this.points[k].map(middle), code]])};
  }
}

/** What a file says of points, checked against the grid; they go where nobody named one here. */
function takePoints(count, {named}, scale, known) {
  const place = new Map(count.points.map(([x, y], k) => [`${x},${y}`, k])), found = [];
  if (!Array.isArray(named)) refuse("its points are no list");
  for (const one of named) {
    const at = Array.isArray(one) && one.length === 3 ? place.get(`${Math.floor(one[0] / scale)},${Math.floor(one[1] / scale)}`) : undefined;
    if (at === undefined || !known.has(one[2])) refuse(`its point ${shortened(one)} is none of this grid, or has no mineral of this survey`);
    found.push([at, one[2]]);
  }
  for (const [at, code] of found) if (count.codes[at] < 0) count.codes[at] = code;
}
