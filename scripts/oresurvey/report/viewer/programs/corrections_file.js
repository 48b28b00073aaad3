"use strict";
/* The file of corrections: written, read, refused, and brought over to another map.

   Knows no page, see corrections.js; docs/read/corrections.md has the format. */

const SCHEMA = "oresurvey-corrections/1";
const UNIDENTIFIED = 254;
const MOST_BYTES = 200e6;
const DIGEST = /^[0-9a-f]{64}$/;

/** Runs of shown pixels as runs of the photograph's: every shown pixel stands for its block. */
function fullRuns(runs, width, height, scale) {
  if (scale === 1) return runs;
  const wide = Math.ceil(width / scale), rows = new Map();
  for (const [start, length, code, was] of runs) {
    for (let at = start; at < start + length;) {
      const y = Math.floor(at / wide), end = Math.min(start + length, (y + 1) * wide);
      if (!rows.has(y)) rows.set(y, []);
      rows.get(y).push([(at - y * wide) * scale, Math.min(width, (end - y * wide) * scale), code, was]);
      at = end;
    }
  }
  const full = [];
  for (const [y, parts] of rows)
    for (let line = y * scale; line < Math.min(height, (y + 1) * scale); line++)
      for (const [from, to, code, was] of parts) full.push([line * width + from, to - from, code, was]);
  return full;
}

/** Runs of the photograph's pixels as runs of shown ones: what lies in the middle of every block. */
function shownRuns(runs, width, height, scale) {
  if (scale === 1) return runs;
  const wide = Math.ceil(width / scale), middle = (k, size) => Math.min(k * scale + (scale >> 1), size - 1), shown = [];
  for (const [start, length, code, was] of runs) {
    for (let at = start; at < start + length;) {
      const y = Math.floor(at / width), end = Math.min(start + length, (y + 1) * width), row = Math.floor(y / scale);
      if (middle(row, height) === y) {
        let low = Math.floor((at - y * width) / scale), high = Math.floor((end - 1 - y * width) / scale);
        if (middle(low, width) < at - y * width) low++;
        if (middle(high, width) >= end - y * width) high--;
        if (low <= high) shown.push([row * wide + low, high + 1 - low, code, was]);
      }
      at = end;
    }
  }
  return shown.sort((one, other) => one[0] - other[0]);
}

/** The text of a file. `about`: what the viewer says of the field; `work`: {by, made, changes, points, runs of shown pixels}. */
function correctionsText(about, {by, made, changes, runs, points = null}) {
  const {width, height, shown_scale: scale} = about, used = new Set(points?.named.map(([, , code]) => code));
  for (const [, , code, was] of runs) used.add(code).add(was);
  const symbols = about.named.filter(({code}) => used.has(code)).map(({code, symbol}) => [code, symbol]);
  const head = {
    schema: SCHEMA,
    ...Object.fromEntries(["field", "deposit", "section", "photograph_sha256", "map_sha256", "width", "height", "model"].map((key) => [key, about[key]])),
    by, made, changes, scale, ...(points && {points}), minerals: Object.fromEntries(symbols),
  };
  const lines = fullRuns(runs, width, height, scale).map((run) => JSON.stringify(run)).join(",\n");
  return `${JSON.stringify(head, null, 1).slice(0, -2)},\n "runs": [\n${lines}\n]}\n`;
}

function refuse(reason) { throw new Error(reason); }

function shortened(value) {
  const text = String(typeof value === "string" ? value : JSON.stringify(value));
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function isWhole(value, least, most) { return Number.isInteger(value) && value >= least && value <= most; }

function checkHead(head, about) {
  if (head === null || typeof head !== "object" || Array.isArray(head)) refuse("it is no file of corrections");
  if (head.schema !== SCHEMA) refuse(`it is of the kind “${shortened(head.schema)}”; this page reads “${SCHEMA}”`);
  for (const key of ["photograph_sha256", "map_sha256"])
    if (typeof head[key] !== "string" || !DIGEST.test(head[key])) refuse(`its ${key} is no SHA-256`);
  if (head.photograph_sha256 !== about.photograph_sha256) refuse(`it belongs to another photograph (field “${shortened(head.field)}”)`);
  if (head.width !== about.width || head.height !== about.height)
    refuse(`it is of ${shortened(head.width)} × ${shortened(head.height)} px, this photograph of ${about.width} × ${about.height}`);
  if (head.scale !== undefined && !isWhole(head.scale, 1, 1e6)) refuse(`its scale is “${shortened(head.scale)}”`);
  if (head.changes !== undefined && !isWhole(head.changes, 0, 1e9)) refuse(`its number of changes is “${shortened(head.changes)}”`);
  if (head.by !== undefined && typeof head.by !== "string") refuse("its name of a person is no text");
}

/** Symbols that a file gives to codes must be those of this survey: code 6 may be another mineral elsewhere. */
function checkMinerals(minerals, about) {
  if (minerals === null || typeof minerals !== "object" || Array.isArray(minerals)) refuse("it does not say what its codes mean");
  const symbols = new Map(about.named.map(({code, symbol}) => [String(code), symbol]));
  for (const [code, symbol] of Object.entries(minerals)) {
    if (!symbols.has(code)) refuse(`code ${shortened(code)} (“${shortened(symbol)}”) is no mineral of this survey`);
    if (symbols.get(code) !== symbol) refuse(`code ${code} is “${shortened(symbol)}” there and “${symbols.get(code)}” here`);
  }
  return new Set(Object.keys(minerals).map(Number));
}

function checkRuns(runs, size, told) {
  if (!Array.isArray(runs)) refuse("it holds no runs");
  let end = 0;
  runs.forEach((run, k) => {
    const where = `run ${k + 1}`;
    if (!Array.isArray(run) || run.length !== 4 || !run.every((value) => isWhole(value, 0, size))) refuse(`${where} is not four whole numbers: ${shortened(run)}`);
    const [start, length, code, was] = run;
    if (length < 1 || start + length > size) refuse(`${where} lies outside the photograph`);
    if (start < end) refuse(`${where} overlaps the one before, or comes after it`);
    if (code !== UNKNOWN && !told.has(code)) refuse(`${where} has code ${code}, which the file does not name`);
    if (was !== UNKNOWN && was !== UNIDENTIFIED && !told.has(was)) refuse(`${where} replaces code ${was}, which the file does not name`);
    end = start + length;
  });
}

/** What a file says, checked; an Error with the reason where it is not for this photograph. */
function readCorrections(text, about) {
  let content;
  try {
    content = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    refuse("it is no JSON");
  }
  checkHead(content, about);
  checkRuns(content.runs, about.width * about.height, checkMinerals(content.minerals, about));
  const {changes = 1, points = null} = content;
  if (points !== null && !isWhole(points.asked, 1, MOST_POINTS)) refuse("its points are of no grid");
  return {changes, points, runs: shownRuns(content.runs, about.width, about.height, about.shown_scale)};
}

/** Which pixels of runs still hold: those whose class in this map is what it was when they were corrected.

   Returns {taken: runs, agreed: pixels that the map says itself by now, lost: patches that do not hold}. */
function carriedOver(runs, base, width, height) {
  const taken = [], left = new Uint8Array(base.length), code = new Uint8Array(base.length), was = new Uint8Array(base.length);
  let agreed = 0, any = false;
  for (const [start, length, to, from] of runs) {
    let open = null;
    for (let i = start; i < start + length; i++) {
      const holds = base[i] === from;
      if (holds && open) open[1]++;
      else if (holds) taken.push(open = [i, 1, to, from]);
      else open = null;
      if (holds) continue;
      if (base[i] === to) { agreed++; continue; }
      left[i] = 1; code[i] = to; was[i] = from; any = true;
    }
  }
  return {taken, agreed, lost: any ? patchesOf(left, code, was, base, width, height) : []};
}

/** Patches of what does not hold, the largest first: {px, x, y, code, was, now}. */
function patchesOf(left, code, was, base, width, height) {
  const seen = new Uint8Array(base.length), patches = [];
  for (let i = 0; i < base.length; i++) {
    if (!left[i] || seen[i]) continue;
    const same = (k) => left[k] && code[k] === code[i] && was[k] === was[i] && base[k] === base[i];
    const spans = connectedSpans(i, same, width, height, 8, seen);
    // A pixel of the patch, in its longest row.
    let widest = 0;
    for (let k = 2; k < spans.length; k += 2) if (spans[k + 1] - spans[k] > spans[widest + 1] - spans[widest]) widest = k;
    const at = (spans[widest] + spans[widest + 1]) >> 1;
    patches.push({px: pixelsOf(spans), x: at % width, y: Math.floor(at / width), code: code[i], was: was[i], now: base[i], spans});
  }
  return patches.sort((one, other) => other.px - one.px);
}
