"use strict";
/* The choice of layers, their opacity, and what their colours mean. */

function option(value, text) {
  return Object.assign(document.createElement("option"), {value, textContent: text});
}

function layersOf(field) {
  return Object.keys(LAYERS).filter((name) => LAYERS[name].there(field));
}

/** What the colours of a layer mean, where the legend of minerals does not say it. */
function keyOfLayer(name, field) {
  const key = document.createElement("div");
  if (name === "error") {
    for (const {name: text, colour} of VERDICTS) {
      const line = Object.assign(document.createElement("div"), {className: "key"});
      const swatch = Object.assign(document.createElement("span"), {className: "swatch"});
      swatch.style.background = colour ?? "transparent";
      line.append(swatch, text);
      key.append(line);
    }
  } else if (name === "confidence") {
    const bar = Object.assign(document.createElement("div"), {className: "bar"});
    const colours = field.content.confidence_colours;
    bar.style.background = `linear-gradient(to right, ${colours.filter((_, k) => k % 15 === 0).join(", ")})`;
    const ends = Object.assign(document.createElement("div"), {className: "ends"});
    for (const text of ["0", "confidence", "1"]) ends.append(Object.assign(document.createElement("span"), {textContent: text}));
    key.append(bar, ends);
  }
  return key;
}

function setUpLayers(field, view, changed) {
  const by = (id) => document.getElementById(id);
  const left = by("left"), right = by("right"), opacity = by("opacity"), swipe = by("swipe");
  for (const select of [left, right]) select.append(...layersOf(field).map((name) => option(name, LAYERS[name].name)));
  by("no-annotation").hidden = field.annotation !== null;

  left.addEventListener("change", () => { view.left = left.value; changed(); });
  right.addEventListener("change", () => { view.right = right.value; changed(); });
  opacity.addEventListener("input", () => { view.opacity = opacity.valueAsNumber / 100; changed(); });
  swipe.addEventListener("change", () => { view.swipe = swipe.checked; changed(); });

  return function show() {
    left.value = view.left;
    right.value = view.right;
    opacity.value = Math.round(100 * view.opacity);
    swipe.checked = view.swipe;
    by("opacity-value").value = `${opacity.value} %`;
    by("left-label").textContent = view.swipe ? "Left" : "Layer";
    for (const id of ["right-line", "left-name", "right-name"]) by(id).hidden = !view.swipe;
    by("left-name").textContent = LAYERS[view.left].name;
    by("right-name").textContent = LAYERS[view.right].name;
    const shown = new Set(view.swipe ? [view.left, view.right] : [view.left]);
    by("layer-key").replaceChildren(...[...shown].map((name) => keyOfLayer(name, field)));
  };
}
