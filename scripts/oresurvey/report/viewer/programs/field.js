"use strict";
/* The field: what lies at a pixel, the table of its grains, what touches what.

   Region r < n is the grain in row r of the table. Region n + c is every pixel of code c that is in
   no grain of the table: see viewer_regions.py. */

/** Who touches whom: of region r the entries offsets[r] .. offsets[r + 1]. */
function neighbourIndex(contacts, regions) {
  const {a, b, length_px: length} = contacts;
  const offsets = new Uint32Array(regions + 1);
  for (const side of [a, b]) for (let k = 0; k < side.length; k++) offsets[side[k] + 1]++;
  for (let r = 0; r < regions; r++) offsets[r + 1] += offsets[r];
  const next = offsets.slice(), region = new Uint32Array(2 * a.length), px = new Float32Array(2 * a.length);
  for (let k = 0; k < a.length; k++) {
    for (const [one, other] of [[a[k], b[k]], [b[k], a[k]]]) {
      region[next[one]] = other;
      px[next[one]++] = length[k];
    }
  }
  return {offsets, region, px};
}

class Field {
  constructor(content, columns, contacts, regions, annotation) {
    this.content = content;
    this.columns = columns;
    this.contacts = contacts;
    this.regions = regions;
    this.annotation = annotation;
    this.width = content.shown_width;
    this.height = content.shown_height;
    this.grains = columns.grain.length;
    this.codeOf = new Uint8Array(this.grains + 256);
    this.codeOf.set(columns.code);
    for (let code = 0; code < 256; code++) this.codeOf[this.grains + code] = code;
    this.neighbours = neighbourIndex(contacts, this.grains + 256);
    this.ecd_px = Float64Array.from(columns.area_px, (area) => 2 * Math.sqrt(area / Math.PI));
    this.minerals = new Map(content.minerals.map((mineral) => [mineral.code, mineral]));
    this.confidence = null;
    // Corrections while they are made, see corrections.js: the class map shows them.
    this.corrected = null;
    // Codes of the model's map where the survey's is a corrected one, else null.
    this.uncorrected = null;
  }

  isGrain(region) { return region >= 0 && region < this.grains; }

  /** Region at a shown pixel; -1 outside. */
  regionAt(x, y) {
    if (!(x >= 0 && y >= 0 && x < this.width && y < this.height)) return -1;
    return this.regions[Math.floor(y) * this.width + Math.floor(x)];
  }

  symbol(code) {
    if (code === this.content.codes.void) return "void";
    return this.minerals.get(code)?.symbol ?? `code ${code}`;
  }

  name(code) {
    if (code === this.content.codes.void) return "left out or unidentified";
    return this.minerals.get(code)?.name ?? `code ${code}`;
  }

  /** What a region touches, the longest boundary first. */
  neighboursOf(region) {
    const {offsets, region: other, px} = this.neighbours, found = [];
    for (let k = offsets[region]; k < offsets[region + 1]; k++) found.push({region: other[k], px: px[k]});
    return found.sort((one, two) => two.px - one.px);
  }

  /** Box of a grain in shown pixels. */
  boxOf(row) {
    const {left_px, top_px, right_px, bottom_px} = this.columns, scale = this.content.shown_scale;
    return {left: left_px[row] / scale, top: top_px[row] / scale, right: right_px[row] / scale, bottom: bottom_px[row] / scale};
  }

  rowOfNumber(number) { return this.columns.grain.indexOf(number); }

  async withConfidence() {
    this.confidence ??= await greyOf(this.content.confidence);
    return this.confidence;
  }
}

async function openField(content) {
  const columns = {}, contacts = {};
  for (const [name, pack] of Object.entries(content.grains)) columns[name] = await unpacked(pack);
  for (const [name, pack] of Object.entries(content.contacts)) contacts[name] = await unpacked(pack);
  const size = content.shown_width * content.shown_height;
  const regions = await rasterOf(content.regions, size);
  const annotation = content.annotation && await rasterOf(content.annotation, size);
  const field = new Field(content, columns, contacts, regions, annotation);
  if (content.uncorrected) field.uncorrected = await rasterOf(content.uncorrected, size);
  return field;
}
