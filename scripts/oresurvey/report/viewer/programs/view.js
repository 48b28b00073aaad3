"use strict";
/* The view: what is chosen. The page keeps one, and its parts show it. */

function newView() {
  return {
    left: "classes", right: "photograph", swipe: false, divider: 0.5, opacity: 0.6,
    palette: "survey", hidden: new Set(),
    // Whether the part to annotate first is framed.
    suggested: false,
    filter: {...NO_FILTER},
    // Rows of the table that the filter matches; for every region 1 or 0, or null without a filter.
    rows: [], matched: null,
    // Regions; -1 for none.
    hovered: -1, kept: -1,
    // The patch that the editor has selected, see patchOf.
    selected: null,
  };
}

function nextPalette(palette) {
  const names = Object.keys(PALETTES);
  return names[(names.indexOf(palette) + 1) % names.length];
}

/** An opacity a step up or down, in steps of a twentieth. */
function steppedOpacity(opacity, step) {
  return Math.min(1, Math.max(0, Math.round(20 * (opacity + step)) / 20));
}
