"use strict";
/* The divider of two layers side by side, by pointer and by keys. */

function setUpDivider(view, changed) {
  const divider = document.getElementById("divider"), map = document.getElementById("map");

  const move = (part) => {
    view.divider = Math.min(1, Math.max(0, part));
    changed();
  };
  divider.addEventListener("pointerdown", (event) => { divider.setPointerCapture(event.pointerId); event.preventDefault(); divider.focus(); });
  divider.addEventListener("pointermove", (event) => {
    if (!divider.hasPointerCapture(event.pointerId)) return;
    const box = map.getBoundingClientRect();
    move((event.clientX - box.left) / box.width);
  });
  divider.addEventListener("keydown", (event) => {
    const steps = {ArrowLeft: -0.02, ArrowRight: 0.02, PageDown: -0.1, PageUp: 0.1}, ends = {Home: 0, End: 1};
    if (event.key in steps) move(view.divider + steps[event.key]);
    else if (event.key in ends) move(ends[event.key]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  return function show() {
    divider.hidden = !view.swipe;
    divider.style.left = `${100 * view.divider}%`;
    divider.setAttribute("aria-valuenow", Math.round(100 * view.divider));
    divider.setAttribute("aria-valuetext", `${Math.round(100 * view.divider)} % from the left`);
  };
}
