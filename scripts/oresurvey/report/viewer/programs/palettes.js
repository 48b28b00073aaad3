"use strict";
/* Colours of the minerals, and of what is right and wrong. */

const PALETTES = {survey: "survey colours", safe: "colour-blind safe", photographed: "as photographed"};

/* Blue and orange (Okabe and Ito 2008): told apart by all kinds of colour vision. */
const VERDICTS = [
  {name: "right: the annotation names the same mineral", colour: "#0072b2"},
  {name: "wrong: the annotation names another one", colour: "#e69f00"},
  {name: "not judged: left out of the annotation, or unidentified", colour: null},
];
const RIGHT = 0, WRONG = 1, UNJUDGED = 2;

/* Over what a filter does not match. */
const VEIL = {red: 12, green: 12, blue: 16, alpha: 0.68};

/** #rrggbb and an opacity as one pixel of a canvas. */
function pixelOf(colour, opacity) {
  if (!colour || opacity <= 0) return 0;
  const rgb = parseInt(colour.slice(1), 16);
  return (Math.round(255 * opacity) << 24 | (rgb & 255) << 16 | (rgb >> 8 & 255) << 8 | rgb >> 16) >>> 0;
}

/** The same pixel seen through the veil. */
function veiled(pixel) {
  const under = (pixel >>> 24) / 255 * (1 - VEIL.alpha), alpha = VEIL.alpha + under;
  const mixed = (band, shift) => Math.round((band * VEIL.alpha + (pixel >>> shift & 255) * under) / alpha);
  return (Math.round(255 * alpha) << 24 | mixed(VEIL.blue, 16) << 16 | mixed(VEIL.green, 8) << 8 | mixed(VEIL.red, 0)) >>> 0;
}

/** Pixel of every code: hidden minerals and void are clear. */
function mineralPixels(field, palette, hidden, opacity) {
  const pixels = new Uint32Array(256);
  for (const mineral of [...field.content.minerals, ...field.content.others])
    if (!hidden.has(mineral.code)) pixels[mineral.code] = pixelOf(mineral[palette], opacity);
  return pixels;
}
