"use strict";
/* The part of the field to annotate first: a frame over the map. */

function setUpSuggested(field, view, map, changed) {
  const box = document.getElementById("suggested"), parts = field.content.suggested;
  document.getElementById("suggested-line").hidden = !parts.length;
  box.addEventListener("change", () => { view.suggested = box.checked; changed(); });
  map.frames = () => view.suggested ? parts : [];
  return () => { box.checked = view.suggested; };
}

/** Frames around parts of the photograph, light and dark by turns. */
function paintFrames(context, parts, scale, toScreen, thick) {
  for (const [x, y, width, height] of parts) {
    // toScreen takes pixels by their middle.
    const [left, top] = toScreen([x / scale - 0.5, y / scale - 0.5]), [right, bottom] = toScreen([(x + width) / scale - 0.5, (y + height) / scale - 0.5]);
    context.lineWidth = 2 * thick;
    for (const [colour, dash] of [["#000", []], ["#ffd400", [8 * thick, 6 * thick]]]) {
      context.strokeStyle = colour;
      context.setLineDash(dash);
      context.strokeRect(left, top, right - left, bottom - top);
    }
    context.setLineDash([]);
  }
}
