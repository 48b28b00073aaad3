"use strict";
/* Keys. Where one types, they are letters. */

const PAN = 0.15;
const TYPED_INTO = "select, input:not([type=checkbox], [type=range])";

function keysOf(map, page) {
  const {view} = page;
  return [
    {keys: ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"], shown: "← → ↑ ↓", what: "move; with Shift by one pixel", onMap: true, run: (key, event) => {
      const [x, y] = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}[key];
      if (event.shiftKey) map.panByPixels(x, y);
      else map.panBy(PAN * x, PAN * y);
    }},
    {keys: ["+", "="], shown: "+", what: "zoom in", run: () => map.zoomBy(1.5)},
    {keys: ["-", "_"], shown: "-", what: "zoom out", run: () => map.zoomBy(1 / 1.5)},
    {keys: ["0"], shown: "0", what: "whole field", run: () => map.home()},
    ...Object.keys(LAYERS).map((name, k) => ({keys: [String(k + 1)], shown: String(k + 1), what: `${LAYERS[name].name} (left when side by side)`, run: () => page.chooseLayer(name)})),
    {keys: ["s"], shown: "s", what: "side by side on and off; the divider moves with ← and →", run: () => page.choose({swipe: !view.swipe})},
    {keys: ["r"], shown: "r", what: "the part to annotate first, framed or not", run: () => page.frameSuggested()},
    {keys: ["["], shown: "[", what: "layer fainter", run: () => page.choose({opacity: steppedOpacity(view.opacity, -0.1)})},
    {keys: ["]"], shown: "]", what: "layer stronger", run: () => page.choose({opacity: steppedOpacity(view.opacity, 0.1)})},
    {keys: ["p"], shown: "p", what: "next palette", run: () => page.choose({palette: nextPalette(view.palette)})},
    {keys: ["Enter"], shown: "Enter", what: "keep the grain in the middle", onMap: true, run: () => page.keepMiddle()},
    {keys: ["Escape"], shown: "Esc", what: "let the grain go; from the filter back to the map", run: () => page.keep(-1)},
    {keys: ["f"], shown: "f", what: "to the filter", run: () => document.getElementById("filter-mineral").focus()},
    {keys: ["n"], shown: "n", what: "next grain that the filter matches", run: () => page.walk(1)},
    {keys: ["b"], shown: "b", what: "the one before", run: () => page.walk(-1)},
    {keys: ["m"], shown: "m", what: "to the map", run: () => map.element.focus()},
    {keys: ["e"], shown: "e", what: "correct the map, or no longer", run: () => page.editor.toggle()},
    {keys: ["?"], shown: "?", what: "these keys", run: showKeys},
  ];
}

/** Keys while the map is corrected; they come before the others. */
function editorKeysOf(map, page) {
  const {editor} = page, middle = () => map.middle();
  return [
    {keys: [], shown: "0 – 9", what: "the mineral of that code, to the grain that is selected or pointed at; with Shift 10 – 19"},
    {keys: [","], shown: ",", what: "mineral before", run: () => editor.stepCode(-1)},
    {keys: ["."], shown: ".", what: "next mineral", run: () => editor.stepCode(1)},
    {keys: ["u"], shown: "u", what: "unknown: counts nowhere", run: () => editor.chooseCode(UNKNOWN)},
    {keys: ["x"], shown: "x", what: "as mapped: erases corrections", run: () => editor.chooseCode(AS_MAPPED)},
    ...Object.entries(TOOLS).map(([name, {key, name: text, what}]) => ({keys: [key], shown: key, what: `${text}: ${what}`, run: () => editor.choose(name)})),
    {keys: [], shown: "n, b", what: "next point, the one before, while points are counted"},
    {keys: ["q"], shown: "q", what: "smaller brush; less alike", run: () => editor.sizeBrush(editor.size - 2)},
    {keys: ["w"], shown: "w", what: "larger brush; more alike", run: () => editor.sizeBrush(editor.size + 2)},
    {keys: ["Enter"], shown: "Enter", what: "the tool at the cross in the middle", onMap: true, run: () => editor.point(middle())},
    {keys: [" "], shown: "Space", what: "give the mineral; close the outline; draw the line", onMap: true, run: () => editor.finish(middle())},
    {keys: ["Escape"], shown: "Esc", what: "forget what is begun", run: () => { editor.forget(); page.keep(-1); }},
    {keys: ["a"], shown: "a", what: "the mineral to all grains that the filter finds", run: () => editor.nameFound()},
    {keys: ["z"], shown: "z, Ctrl+Z", what: "undo", run: () => editor.undo()},
    {keys: ["y"], shown: "y, Ctrl+Y", what: "redo", run: () => editor.redo()},
    {keys: ["v"], shown: "v", what: "photograph and back to the map", run: () => page.choose({left: page.view.left === "photograph" ? "classes" : "photograph"})},
    {keys: [], shown: "Ctrl+S", what: "save the file"},
  ];
}

/** Code that a digit means, with Shift from 10 on; by its place, as layouts differ in what Shift makes of it. */
function codeOfKey(event) {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1] ?? (/^\d$/.test(event.key) ? event.key : null);
  return digit === null ? null : Number(digit) + (event.shiftKey ? 10 : 0);
}

/** A key of the editor; whether it was one. */
function editorKey(event, keys, editor, onMap) {
  if (editor.corrections.open) return true;
  if (event.ctrlKey || event.metaKey) {
    const runs = {z: () => event.shiftKey ? editor.redo() : editor.undo(), y: () => editor.redo(), s: () => editor.save()}, run = runs[event.key.toLowerCase()];
    run?.();
    return Boolean(run);
  }
  const code = codeOfKey(event);
  if (code !== null) {
    if (editor.symbols.has(code)) editor.chooseCode(code);
    return true;
  }
  if (editor.tool === "points" && "nb".includes(event.key)) {
    editor.stepPoint(event.key === "n" ? 1 : -1);
    return true;
  }
  const chosen = keys.find((one) => one.keys.includes(event.key));
  if (!chosen || (chosen.onMap && !onMap)) return false;
  chosen.run();
  return true;
}

/** Where a key belongs to what has the focus. */
function belongsTo(element, key) {
  return element.matches(TYPED_INTO) || element.matches("input[type=range], summary, [role=slider]") && /^(Arrow|Enter| )/.test(key);
}

function showKeys() { document.getElementById("help").showModal(); }

function listKeys(list, keys) {
  for (const {shown, what} of keys) {
    const term = document.createElement("dt");
    term.append(Object.assign(document.createElement("kbd"), {textContent: shown}));
    list.append(term, Object.assign(document.createElement("dd"), {textContent: what}));
  }
}

function setUpKeys(map, page) {
  const keys = keysOf(map, page), editorKeys = editorKeysOf(map, page), help = document.getElementById("help");
  listKeys(document.getElementById("keys"), keys);
  listKeys(document.getElementById("editor-keys"), editorKeys);
  document.getElementById("open-help").addEventListener("click", showKeys);
  document.addEventListener("keydown", (event) => {
    const {editor} = page, typed = event.target.matches(TYPED_INTO);
    if (event.altKey || help.open) return;
    const nowhere = event.target === document.body || map.element.contains(event.target);
    if (editor.on && !typed && !belongsTo(event.target, event.key) && editorKey(event, editorKeys, editor, nowhere)) return event.preventDefault();
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape" && typed) return map.element.focus();
    if (belongsTo(event.target, event.key)) return;
    const chosen = keys.find((one) => one.keys.includes(event.key));
    if (!chosen || (chosen.onMap && !nowhere)) return;
    event.preventDefault();
    chosen.run(event.key, event);
  });
}
