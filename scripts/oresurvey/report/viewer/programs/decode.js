"use strict";
/* Arrays of the page: the counterpart of viewer_packing.py and viewer_runs.py. */

const ARRAYS = {uint8: Uint8Array, uint32: Uint32Array, float32: Float32Array};

function bytesOf(base64) {
  const text = atob(base64), bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** First bytes of all numbers, then all second bytes, ...: back to numbers. */
function unshuffled(bytes, width) {
  if (width === 1) return bytes;
  const count = bytes.length / width, numbers = new Uint8Array(bytes.length);
  for (let k = 0; k < width; k++) {
    const from = k * count;
    for (let i = 0; i < count; i++) numbers[i * width + k] = bytes[from + i];
  }
  return numbers;
}

async function unpacked(pack) {
  const type = ARRAYS[pack.type];
  const bytes = unshuffled(await inflated(bytesOf(pack.data)), type.BYTES_PER_ELEMENT);
  return new type(bytes.buffer);
}

/** A raster from its runs; an array of the type of their values. */
async function rasterOf(runs, size) {
  const lengths = await unpacked(runs.lengths), values = await unpacked(runs.values);
  const raster = new values.constructor(size);
  let at = 0;
  for (let k = 0; k < lengths.length; k++) raster.fill(values[k], at, at += lengths[k]);
  return raster;
}

function loadedImage(source) {
  return new Promise((done, failed) => {
    const image = new Image();
    image.onload = () => done(image);
    image.onerror = () => failed(new Error("a picture of this page cannot be shown; this browser may be too old for WebP"));
    image.src = source;
  });
}

/** Grey values of a picture in tiles; (height * width) Uint8Array. */
async function greyOf(picture) {
  const {tile_px: side, width, height, columns} = picture;
  const values = new Uint8Array(width * height);
  const context = Object.assign(document.createElement("canvas"), {width: side, height: side})
    .getContext("2d", {willReadFrequently: true});
  for (let k = 0; k < picture.tiles.length; k++) {
    const x0 = (k % columns) * side, y0 = Math.floor(k / columns) * side;
    const wide = Math.min(side, width - x0), high = Math.min(side, height - y0);
    context.drawImage(await loadedImage(`data:image/webp;base64,${picture.tiles[k]}`), 0, 0);
    const pixels = context.getImageData(0, 0, wide, high).data;
    for (let y = 0; y < high; y++)
      for (let x = 0; x < wide; x++) values[(y0 + y) * width + x0 + x] = pixels[4 * (y * wide + x)];
  }
  return values;
}
