"use strict";
/* Keys. Where one types, they are letters. */

const PAN = 0.15;
const TYPED_INTO = "select, input:not([type=checkbox], [type=range])";

function keysOf(map, page) {
  const {view} = page;
  return [
    {keys: ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"], shown: "← → ↑ ↓", what: "move", onMap: true, run: (key) => {
      const [x, y] = {ArrowLeft: [-PAN, 0], ArrowRight: [PAN, 0], ArrowUp: [0, -PAN], ArrowDown: [0, PAN]}[key];
      map.panBy(x, y);
    }},
    {keys: ["+", "="], shown: "+", what: "zoom in", run: () => map.zoomBy(1.5)},
    {keys: ["-", "_"], shown: "-", what: "zoom out", run: () => map.zoomBy(1 / 1.5)},
    {keys: ["0"], shown: "0", what: "whole field", run: () => map.home()},
    ...Object.keys(LAYERS).map((name, k) => ({keys: [String(k + 1)], shown: String(k + 1), what: `${LAYERS[name].name} (left when side by side)`, run: () => page.chooseLayer(name)})),
    {keys: ["s"], shown: "s", what: "side by side on and off; the divider moves with ← and →", run: () => page.choose({swipe: !view.swipe})},
    {keys: ["["], shown: "[", what: "layer fainter", run: () => page.choose({opacity: steppedOpacity(view.opacity, -0.1)})},
    {keys: ["]"], shown: "]", what: "layer stronger", run: () => page.choose({opacity: steppedOpacity(view.opacity, 0.1)})},
    {keys: ["p"], shown: "p", what: "next palette", run: () => page.choose({palette: nextPalette(view.palette)})},
    {keys: ["Enter"], shown: "Enter", what: "keep the grain in the middle", onMap: true, run: () => page.keepMiddle()},
    {keys: ["Escape"], shown: "Esc", what: "let the grain go; from the filter back to the map", run: () => page.keep(-1)},
    {keys: ["f"], shown: "f", what: "to the filter", run: () => document.getElementById("filter-mineral").focus()},
    {keys: ["n"], shown: "n", what: "next grain that the filter matches", run: () => page.walk(1)},
    {keys: ["b"], shown: "b", what: "the one before", run: () => page.walk(-1)},
    {keys: ["m"], shown: "m", what: "to the map", run: () => map.element.focus()},
    {keys: ["?"], shown: "?", what: "these keys", run: showKeys},
  ];
}

/** Where a key belongs to what has the focus. */
function belongsTo(element, key) {
  return element.matches(TYPED_INTO) || element.matches("input[type=range], summary, [role=slider]") && /^(Arrow|Enter| )/.test(key);
}

function showKeys() { document.getElementById("help").showModal(); }

function setUpKeys(map, page) {
  const keys = keysOf(map, page), help = document.getElementById("help");
  for (const {shown, what} of keys) {
    const term = document.createElement("dt");
    term.append(Object.assign(document.createElement("kbd"), {textContent: shown}));
    document.getElementById("keys").append(term, Object.assign(document.createElement("dd"), {textContent: what}));
  }
  document.getElementById("open-help").addEventListener("click", showKeys);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (event.key === "Escape" && event.target.matches(TYPED_INTO)) return map.element.focus();
    if (belongsTo(event.target, event.key)) return;
    const chosen = keys.find((one) => one.keys.includes(event.key));
    const nowhere = event.target === document.body || map.element.contains(event.target);
    if (!chosen || (chosen.onMap && !nowhere)) return;
    event.preventDefault();
    chosen.run(event.key);
  });
}
