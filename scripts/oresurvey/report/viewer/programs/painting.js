"use strict";
/* Layers painted over the photograph, for the pixels of the screen only: what it costs does not
   depend on the size of the field or the number of grains, and no blending mixes classes.

   A layer says which value, 0 .. 255, each pixel of a row has, and which colour a value has. */

const LAYERS = {
  photograph: {
    name: "photograph",
    there: () => true,
    fill: (field, y, xs, from, to, into) => into.fill(0, from, to),
    pixels: () => new Uint32Array(256),
  },
  classes: {
    name: "class map",
    there: () => true,
    fill(field, y, xs, from, to, into) {
      const {regions, codeOf, corrected} = field, row = y * field.width;
      if (corrected) for (let c = from; c < to; c++) into[c] = corrected.now[row + xs[c]];
      else for (let c = from; c < to; c++) into[c] = codeOf[regions[row + xs[c]]];
    },
    pixels: (field, view) => mineralPixels(field, view.palette, view.hidden, view.opacity),
  },
  annotation: {
    name: "annotation",
    there: (field) => field.annotation !== null,
    fill(field, y, xs, from, to, into) {
      const {annotation} = field, row = y * field.width;
      for (let c = from; c < to; c++) into[c] = annotation[row + xs[c]];
    },
    pixels: (field, view) => mineralPixels(field, view.palette, view.hidden, view.opacity),
  },
  error: {
    name: "error",
    there: (field) => field.annotation !== null,
    fill(field, y, xs, from, to, into) {
      const {annotation, regions, codeOf} = field, row = y * field.width;
      const {void: left, unidentified} = field.content.codes;
      for (let c = from; c < to; c++) {
        const named = annotation[row + xs[c]], mapped = codeOf[regions[row + xs[c]]];
        into[c] = named === left || mapped === unidentified ? UNJUDGED : named === mapped ? RIGHT : WRONG;
      }
    },
    pixels(field, view) {
      const pixels = new Uint32Array(256);
      VERDICTS.forEach(({colour}, verdict) => { pixels[verdict] = pixelOf(colour, view.opacity); });
      return pixels;
    },
  },
  confidence: {
    name: "confidence",
    there: (field) => field.content.confidence !== null,
    fill(field, y, xs, from, to, into) {
      if (!field.confidence) return void into.fill(0, from, to);
      const {confidence} = field, {width, scale} = field.content.confidence;
      const row = Math.floor(y / scale) * width;
      for (let c = from; c < to; c++) into[c] = confidence[row + Math.floor(xs[c] / scale)];
    },
    pixels(field, view) {
      if (!field.confidence) return new Uint32Array(256);
      return Uint32Array.from(field.content.confidence_colours, (colour) => pixelOf(colour, view.opacity));
    },
  },
};

/** Where the pixels of a canvas lie in the field: first shown pixel, shown pixels per canvas pixel. */
function columnsOf(place, width, field) {
  const xs = new Int32Array(width);
  let from = width, to = 0;
  for (let c = 0; c < width; c++) {
    const x = Math.floor(place.x + (c + 0.5) * place.step);
    xs[c] = x;
    if (x >= 0 && x < field.width) { from = Math.min(from, c); to = c + 1; }
  }
  return {xs, from: Math.min(from, to), to};
}

/** Paint the chosen layers of a view; `target` is a Uint32Array of width * height, all clear. */
function paintLayers(target, width, height, place, field, view) {
  const {xs, from, to} = columnsOf(place, width, field);
  const cut = view.swipe ? Math.round(view.divider * width) : width;
  const parts = [[view.left, from, Math.min(to, cut)], [view.right, Math.max(from, cut), to]]
    .filter(([, first, end]) => first < end)
    .map(([name, first, end]) => {
      const bright = LAYERS[name].pixels(field, view);
      return {layer: LAYERS[name], first, end, bright, dim: bright.map(veiled)};
    });
  const values = new Uint8Array(width), {regions} = field, {matched} = view;
  for (let r = 0; r < height; r++) {
    const y = Math.floor(place.y + (r + 0.5) * place.step);
    if (y < 0 || y >= field.height) continue;
    const line = r * width, row = y * field.width;
    for (const {layer, first, end, bright, dim} of parts) {
      layer.fill(field, y, xs, first, end, values);
      if (!matched) for (let c = first; c < end; c++) target[line + c] = bright[values[c]];
      else for (let c = first; c < end; c++) target[line + c] = (matched[regions[row + xs[c]]] ? bright : dim)[values[c]];
    }
  }
  if (field.corrected) paintCorrected(target, width, height, place, field, xs, from, to);
}

/** A line of alternating light and dark around what was corrected; on a screen pixel that holds several, their first. */
function paintCorrected(target, width, height, place, field, xs, from, to) {
  const {now, base, changed} = field.corrected;
  if (!changed && !field.corrected.open) return;
  let above = new Uint8Array(width), here = new Uint8Array(width);
  for (let r = 0; r < height; r++) {
    const y = Math.floor(place.y + (r + 0.5) * place.step), row = y * field.width, line = r * width;
    here.fill(0);
    if (y >= 0 && y < field.height) for (let c = from; c < to; c++) here[c] = now[row + xs[c]] !== base[row + xs[c]];
    for (let c = from; c < to; c++)
      if (here[c] !== above[c] || (c > from && here[c] !== here[c - 1])) target[line + c] = (r + c) & 4 ? OUTLINES.hovered : OUTLINES.halo;
    [above, here] = [here, above];
  }
}
