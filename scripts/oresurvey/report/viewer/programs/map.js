"use strict";
/* The map: the photograph, the layers over it, the pointer. */

/* Pixels painted at most, at rest and while the map moves; a screen with more is painted coarser. */
const MOST_PAINTED = {still: 3e6, moving: 1e6};

/* Photograph pixels per screen pixel; below, its pixels are shown as they are. */
const SMOOTH_ABOVE = 0.4;

class FieldMap {
  /** `view` as from newView; `events`: hover(region), click([x, y] of a shown pixel), moved(). */
  constructor(field, view, events) {
    this.field = field;
    this.view = view;
    this.element = document.getElementById("picture");
    this.viewer = openPhotograph(field.content, this.element);
    this.canvas = document.createElement("canvas");
    this.canvas.className = "layers";
    this.viewer.canvas.appendChild(this.canvas);
    this.waiting = false;
    this.moving = false;
    // Layers as they were painted last; null when they must be painted anew.
    this.painted = null;
    this.smoothed = true;
    // What the editor draws over the layers.
    this.overlay = () => {};
    // Parts of the photograph that are framed.
    this.frames = () => [];
    this.viewer.addHandler("update-viewport", () => { this.painted = null; this.paint(); });
    this.viewer.addHandler("animation-start", () => { this.moving = true; });
    this.viewer.addHandler("animation-finish", () => { this.moving = false; this.repaint(); });
    this.viewer.addHandler("viewport-change", events.moved);
    // Keys are the page's own: OpenSeadragon would turn and mirror the field, but not its layers.
    this.viewer.addHandler("canvas-key", (event) => { event.preventDefaultAction = true; });
    this.viewer.addHandler("canvas-click", (event) => { if (event.quick) events.click(this.pixelUnder(event.position)); });
    const canvas = this.viewer.canvas;
    canvas.tabIndex = -1;
    canvas.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch" || event.buttons) return;
      const box = canvas.getBoundingClientRect();
      events.hover(this.regionUnder({x: event.clientX - box.left, y: event.clientY - box.top}));
    });
    canvas.addEventListener("pointerleave", () => events.hover(-1));
  }

  /** When the first tiles are there. */
  opened() {
    return new Promise((done, failed) => {
      if (this.viewer.isOpen()) return done();
      this.viewer.addOnceHandler("open", () => done());
      this.viewer.addOnceHandler("open-failed", (event) => failed(new Error(event.message)));
    });
  }

  /** Where the screen lies in the field: shown pixel at the upper left, shown pixels per CSS pixel. */
  place() {
    const bounds = this.viewer.viewport.getBounds(true), {width} = this.field;
    return {x: bounds.x * width, y: bounds.y * width, step: bounds.width * width / this.canvas.clientWidth};
  }

  pixelUnder({x, y}) {
    const place = this.place();
    return [Math.floor(place.x + x * place.step), Math.floor(place.y + y * place.step)];
  }

  regionUnder(position) { return this.field.regionAt(...this.pixelUnder(position)); }

  /** The shown pixel in the middle of the screen. */
  middle() {
    const {x, y} = this.centre();
    return [Math.floor(x), Math.floor(y)];
  }

  centre() {
    const place = this.place();
    return {x: place.x + this.canvas.clientWidth / 2 * place.step, y: place.y + this.canvas.clientHeight / 2 * place.step, step: place.step};
  }

  /** Show the box around a shown pixel, so many of them across. */
  goTo(x, y, across, immediately = false) {
    const {width} = this.field, box = this.element.getBoundingClientRect(), high = across * box.height / box.width;
    this.viewer.viewport.fitBounds(new OpenSeadragon.Rect((x - across / 2) / width, (y - high / 2) / width, across / width, high / width), immediately);
  }

  goToGrain(row) {
    const box = this.field.boxOf(row), screen = this.element.getBoundingClientRect();
    const across = Math.max(box.right - box.left, (box.bottom - box.top) * screen.width / screen.height);
    this.goTo((box.left + box.right) / 2, (box.top + box.bottom) / 2, Math.max(2.5 * across, 120));
  }

  home() { this.viewer.viewport.goHome(); }

  zoomBy(factor) { this.viewer.viewport.zoomBy(factor).applyConstraints(); }

  /** Move by parts of the screen. */
  panBy(x, y) {
    const bounds = this.viewer.viewport.getBounds();
    this.viewer.viewport.panBy(new OpenSeadragon.Point(x * bounds.width, y * bounds.height)).applyConstraints();
  }

  /** Move by shown pixels. */
  panByPixels(x, y) {
    const {width} = this.field;
    this.viewer.viewport.panBy(new OpenSeadragon.Point(x / width, y / width)).applyConstraints();
  }

  /** Whether the photograph is smoothed; asking again would draw it again. */
  smooth(wanted) {
    if (this.smoothed !== wanted) this.viewer.drawer.setImageSmoothingEnabled(this.smoothed = wanted);
  }

  /** Paint with the next frame, once. */
  repaint() {
    this.painted = null;
    this.repaintOutlines();
  }

  /** The same where only a grain is pointed at: the layers under it stay. */
  repaintOutlines() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => this.paint());
  }

  paint() {
    this.waiting = false;
    const {clientWidth, clientHeight} = this.canvas;
    if (!clientWidth || !clientHeight || !this.viewer.isOpen()) return;
    const most = this.moving ? MOST_PAINTED.moving : MOST_PAINTED.still;
    const ratio = Math.min(devicePixelRatio, Math.sqrt(most / (clientWidth * clientHeight)));
    const width = Math.round(clientWidth * ratio), height = Math.round(clientHeight * ratio);
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, {width, height});
    const place = this.place();
    place.step *= clientWidth / width;
    if (this.painted?.length !== width * height) {
      this.painted = new Uint32Array(width * height);
      paintLayers(this.painted, width, height, place, this.field, this.view);
      // Large pixels are shown as they are.
      this.smooth(place.step > SMOOTH_ABOVE);
    }
    const context = this.canvas.getContext("2d"), image = context.createImageData(width, height);
    const target = new Uint32Array(image.data.buffer), thick = Math.max(1, Math.round(ratio));
    target.set(this.painted);
    const {field, view} = this;
    for (const [region, colour, times] of [[view.hovered, OUTLINES.hovered, 1], [view.kept, OUTLINES.kept, 2]])
      if (field.isGrain(region)) paintOutline(target, width, height, place, field.boxOf(region), (x, y) => field.regionAt(x, y) === region, colour, times * thick);
    if (view.selected) paintOutline(target, width, height, place, view.selected.box, view.selected.inside, OUTLINES.kept, 2 * thick);
    context.putImageData(image, 0, 0);
    const toScreen = ([x, y]) => [(x + 0.5 - place.x) / place.step, (y + 0.5 - place.y) / place.step];
    paintFrames(context, this.frames(), field.content.shown_scale, toScreen, thick);
    this.overlay(context, toScreen, thick);
  }
}

function setUpZoom(map) {
  const runs = {"zoom-in": () => map.zoomBy(1.5), "zoom-out": () => map.zoomBy(1 / 1.5), home: () => map.home()};
  for (const [id, run] of Object.entries(runs)) document.getElementById(id).addEventListener("click", run);
}
