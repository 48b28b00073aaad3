"use strict";
/* The editor's pointer: mouse, pen and finger on the map. One draws, two fingers move and zoom as ever. */

const CLICK_PX = 4;

function setUpEditorPointer(editor, map) {
  const {canvas} = map.viewer, ring = document.getElementById("brush-ring");
  // Pointers that are down; the one that draws: {id, at: last pixel, down: where on the screen}.
  const down = new Set();
  let drawing = null;

  const pixelAt = (event) => {
    const box = canvas.getBoundingClientRect(), place = map.place();
    return [Math.floor(place.x + (event.clientX - box.left) * place.step), Math.floor(place.y + (event.clientY - box.top) * place.step)];
  };
  const moved = (event) => Math.hypot(event.clientX - drawing.down.x, event.clientY - drawing.down.y) > CLICK_PX;
  const draws = (event) => editor.on && ["brush", "outline", "split"].includes(editor.tool) && !event.ctrlKey && event.button === 0;

  canvas.addEventListener("pointerdown", (event) => {
    down.add(event.pointerId);
    if (drawing && down.size > 1) {
      drawing = null;
      return editor.forget();
    }
    if (!draws(event) || down.size > 1) return;
    const at = pixelAt(event);
    drawing = {id: event.pointerId, at, down: {x: event.clientX, y: event.clientY}, points: [at]};
    if (editor.tool === "brush") {
      // As in other programs: with Shift a straight line from where the last one ended.
      const from = event.shiftKey && editor.points[0];
      editor.beginStroke(at);
      if (from) editor.stroke(from, at);
    }
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!editor.on) return;
    const at = pixelAt(event);
    if (event.pointerType !== "touch") editor.pointer = at;
    showRing(event);
    if (drawing?.id !== event.pointerId || (at[0] === drawing.at[0] && at[1] === drawing.at[1])) return;
    if (editor.tool === "brush") editor.stroke(drawing.at, at);
    else {
      drawing.points.push(at);
      if (moved(event) && !editor.points.length) drawing.shown = editor.tool === "split" ? [drawing.points[0], at] : drawing.points;
      map.repaintOutlines();
    }
    drawing.at = at;
  });
  const up = (event) => {
    down.delete(event.pointerId);
    if (drawing?.id !== event.pointerId) return;
    const {points, shown} = drawing;
    drawing = null;
    if (event.type === "pointercancel") return editor.forget();
    if (editor.tool === "brush") return editor.endStroke();
    if (!shown) return closes(points[0]) ? editor.finish(points[0]) : editor.point(points[0]);
    if (editor.tool === "split") return editor.cut(shown[0], shown[1]);
    editor.points = points;
    editor.fillOutline();
  };
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);
  canvas.addEventListener("pointerleave", () => { editor.pointer = null; ring.hidden = true; });

  // A click on the first corner closes an outline.
  const closes = (point) => {
    const [first] = editor.points, near = 2 * CLICK_PX * map.place().step;
    return editor.tool === "outline" && editor.points.length > 2 && Math.hypot(point[0] - first[0], point[1] - first[1]) <= near;
  };

  function showRing(event) {
    ring.hidden = editor.tool !== "brush" || event.pointerType === "touch";
    if (ring.hidden) return;
    const box = map.element.getBoundingClientRect(), side = editor.brush / map.place().step;
    Object.assign(ring.style, {width: `${side}px`, height: `${side}px`, left: `${event.clientX - box.left - side / 2}px`, top: `${event.clientY - box.top - side / 2}px`});
  }

  // What draws does not move the map.
  for (const kind of ["canvas-drag", "canvas-drag-end"])
    map.viewer.addHandler(kind, (event) => { if (editor.on && drawing) event.preventDefaultAction = true; });
  map.viewer.addHandler("canvas-drag-end", (event) => { if (draws({ctrlKey: event.originalEvent.ctrlKey, button: 0})) event.preventDefaultAction = true; });
  map.viewer.addHandler("canvas-double-click", (event) => { if (editor.on) event.preventDefaultAction = true; });

  /** What is begun, over the layers; `spot`: the middle of a shown pixel on the canvas. */
  map.overlay = (context, spot, thick) => {
    if (!editor.on) return;
    const {tool, count} = editor, points = drawing?.shown ?? (tool === "brush" ? [] : tool === "points" ? count.points.slice(count.at, count.at + 1) : editor.points);
    for (const [colour, wide] of [["#000", 4 * thick], ["#fff", 2 * thick]]) {
      context.strokeStyle = context.fillStyle = colour;
      context.lineWidth = wide;
      context.beginPath();
      points.forEach((point) => context.lineTo(...spot(point)));
      context.stroke();
      if (points[0] && tool === "points") {
        // Open in the middle: what is under the point is seen.
        const [x, y] = spot(points[0]);
        for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
          context.beginPath();
          context.moveTo(x + 5 * thick * dx, y + 5 * thick * dy);
          context.lineTo(x + 18 * thick * dx, y + 18 * thick * dy);
          context.stroke();
        }
      } else if (points[0]) context.fillRect(spot(points[0])[0] - wide, spot(points[0])[1] - wide, 2 * wide, 2 * wide);
    }
  };
}
