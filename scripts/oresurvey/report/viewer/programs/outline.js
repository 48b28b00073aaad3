"use strict";
/* Outline of a patch of pixels, of a width on the screen that no zoom changes. */

const OUTLINES = {hovered: pixelOf("#ffffff", 1), kept: pixelOf("#ffd400", 1), halo: pixelOf("#000000", 1)};

/** Half-open range of canvas pixels that a range of shown pixels covers, `margin` more, on the canvas. */
function screenRange(low, high, start, step, size, margin) {
  return [Math.max(-margin, Math.floor((low - start) / step) - margin), Math.min(size + margin, Math.ceil((high - start) / step) + margin)];
}

/** `box` holds the patch, in shown pixels; `within(x, y)`: whether a point of the field is in it. */
function paintOutline(target, width, height, place, box, within, colour, thick) {
  const margin = thick + 1;
  const [c0, c1] = screenRange(box.left, box.right, place.x, place.step, width, margin);
  const [r0, r1] = screenRange(box.top, box.bottom, place.y, place.step, height, margin);
  const wide = c1 - c0, high = r1 - r0;
  if (wide <= 0 || high <= 0) return;
  const inside = new Uint8Array(wide * high);
  for (let r = 0; r < high; r++)
    for (let c = 0; c < wide; c++)
      inside[r * wide + c] = within(place.x + (c0 + c + 0.5) * place.step, place.y + (r0 + r + 0.5) * place.step);
  const line = thick * wide;
  for (let r = Math.max(thick, -r0); r < Math.min(high - thick, height - r0); r++) {
    for (let c = Math.max(thick, -c0); c < Math.min(wide - thick, width - c0); c++) {
      const at = r * wide + c, here = inside[at];
      if (inside[at - thick] !== here || inside[at + thick] !== here || inside[at - line] !== here || inside[at + line] !== here)
        target[(r0 + r) * width + c0 + c] = here ? colour : OUTLINES.halo;
    }
  }
}
