"use strict";
/* The editor: which tool, which mineral, and what an action does. Its panel, keys and pointer call it.

   Until it is opened for the first time it holds nothing, and the page is as without it. */

const TOOLS = {
  grain: {key: "g", name: "Grain", what: "select a grain (click, Enter), then choose its mineral"},
  alike: {key: "l", name: "Alike", what: "click: what hangs together there and looks alike gets the mineral; q, w: less of it, more"},
  brush: {key: "d", name: "Brush", what: "draw over the map; Enter: one dab, Space: a line from the last one"},
  outline: {key: "o", name: "Outline", what: "draw around an area, or click its corners, to fill it; Space closes it"},
  split: {key: "c", name: "Cut", what: "draw a line whose middle lies in the grain: the smaller part gets the mineral"},
  join: {key: "j", name: "Join", what: "click a grain, then the one beside it whose mineral it gets"},
  points: {key: "t", name: "Points", what: "name what is under each point of a grid, the map hidden"},
};

/* What a person can give to pixels beside the minerals. */
const AS_MAPPED = null;
const MOST_BRUSH = 199;
/* Levels of 0 to 255 that what looks alike may differ by. */
const MOST_LEVELS = 99;

class Editor extends Work {
  constructor(field, page) {
    super(field, page);
    this.on = false;
    this.tool = "grain";
    this.code = this.about.named.find(({code}) => code)?.code ?? UNKNOWN;
    this.brush = 9;
    this.levels = 19;
    // What was taken as alike last: where, and how many actions held then; and whether one is on its way.
    this.grown = null;
    this.growing = this.again = false;
    // What is begun: points of an outline, a cut or a line; view.selected is the patch that is selected.
    this.points = [];
    this.pointer = null;
  }

  /** Open or close; the first time takes back in what was kept. */
  async toggle(on = !this.on) {
    if (on && !this.corrections) await this.begin();
    this.on = on;
    if (this.tool === "points") this.tool = "grain";
    this.field.corrected = on ? this.corrections : null;
    this.forget();
    // The editor changes the class map: it is shown.
    if (on && this.page.view.left === "photograph") this.page.view.left = "classes";
    this.page.changed();
    this.show();
  }

  chosenName() { return this.code === AS_MAPPED ? "as mapped" : this.symbol(this.code); }

  /** Give spans of pixels the chosen code, as one action. */
  act(what, spans, code = this.code) {
    const action = this.corrections.paint(what, spans, code);
    this.say(action ? `${what}: ${figures(action.px, 12)} px.` : `${what}: no pixel changes.`);
    if (action) return this.done(action);
    this.page.map.repaintOutlines();
    this.show();
  }

  forget() {
    this.grown = null;
    if (this.corrections?.open) this.corrections.drop();
    this.points = [];
    this.page.view.selected = null;
    this.page.map.repaint();
  }

  choose(tool) {
    this.forget();
    // Who sees the map does not count what is there.
    if (tool === "points") this.page.choose({left: "photograph", swipe: false, kept: -1, hovered: -1});
    else if (this.tool === "points") this.page.choose({left: "classes"});
    this.tool = tool;
    if (tool === "points") return this.showPoint();
    this.say(`${TOOLS[tool].name}: ${TOOLS[tool].what}.`);
    this.show();
  }

  /** The mineral that is given from now on; a grain that is selected or pointed at gets it at once. */
  chooseCode(code) {
    this.code = code;
    if (this.tool === "points") return this.namePoint(code);
    if (this.tool === "grain") return this.nameGrain();
    this.say(`${this.chosenName()} is drawn.`);
    this.show();
  }

  stepCode(step) {
    const codes = [...this.symbols.keys(), UNKNOWN, AS_MAPPED], at = codes.indexOf(this.code);
    this.code = codes[(at + step + codes.length) % codes.length];
    this.say(`${this.chosenName()} is chosen; Space gives it.`);
    this.show();
  }

  /** What q, w and the slider change. */
  get size() { return this.tool === "alike" ? this.levels : this.brush; }

  sizeBrush(size) {
    if (this.tool === "alike") return this.sizeAlike(size);
    this.brush = Math.min(MOST_BRUSH, Math.max(1, size));
    this.show();
  }

  indexOf([x, y]) {
    const {width, height} = this.field;
    return x >= 0 && y >= 0 && x < width && y < height ? y * width + x : -1;
  }

  like(at) { return likeness(at, this.field.regions, this.corrections.base, this.corrections.now); }

  /** What hangs together with a pixel, see patchOf; null outside and where no section is. */
  patchAt(point) {
    const at = this.indexOf(point), {base, now, width, height} = this.corrections;
    if (at < 0 || base[at] === UNKNOWN) return null;
    const marked = new Uint8Array(base.length);
    return patchOf(connectedSpans(at, this.like(at), width, height, this.about.connectivity, marked), marked, now[at], width);
  }

  /** The grain of the table that is kept, all of it; null where none is. */
  keptPatch() {
    const {kept} = this.page.view, {field} = this;
    if (!field.isGrain(kept)) return null;
    const spans = [];
    addRegion(spans, field.regions, kept, field.boxOf(kept), field.width, field.height);
    return {spans, code: field.codeOf[kept]};
  }

  select(point) {
    const patch = this.patchAt(point);
    this.page.keep(-1);
    this.page.view.selected = patch;
    this.say(patch ? `Selected: ${this.symbol(patch.code)}, ${figures(pixelsOf(patch.spans), 12)} px. Choose its mineral.` : "No section is here.");
    this.page.map.repaintOutlines();
    this.show();
  }

  nameGrain() {
    const patch = this.page.view.selected ?? this.keptPatch() ?? (this.pointer && this.patchAt(this.pointer));
    if (!patch) {
      this.say(`${this.chosenName()} is chosen. Select a grain to give it.`);
      return this.show();
    }
    return this.act(`${this.symbol(patch.code)} → ${this.chosenName()}`, patch.spans);
  }

  /** Every grain that the filter finds. */
  nameFound() {
    const {matched, rows} = this.page.view;
    if (!matched) return;
    const {regions, width, height} = this.field, spans = [];
    for (const row of rows) addRegion(spans, regions, row, this.field.boxOf(row), width, height);
    return this.act(`${rows.length} grains → ${this.chosenName()}`, spans);
  }

  /** Give the mineral to what hangs together with a pixel and looks like it, of what has the same name now. */
  async grow(point) {
    const at = this.indexOf(point), {base, now, width, height} = this.corrections;
    if (at < 0 || base[at] === UNKNOWN) return this.refuse("No section is here.");
    if (this.growing) return;
    this.growing = true;
    try {
      const part = partAround(point, width, height), pixels = await photographPart(this.about, part), code = now[at];
      const allowed = new Uint8Array(part.wide * part.high);
      for (let i = 0, row = part.y * width + part.x; i < allowed.length; row += width)
        for (let k = 0; k < part.wide; k++, i++) allowed[i] = now[row + k] === code ? 1 : 0;
      const start = (point[1] - part.y) * part.wide + point[0] - part.x;
      const taken = alikePixels(pixels, part.wide, part.high, start, this.levels, allowed);
      const {spans, cut} = spansOfPart(taken, part, width, height), before = this.corrections.held;
      const kept = this.act(`Alike → ${this.chosenName()}`, spans);
      if (this.corrections.held > before) this.grown = {point, held: this.corrections.held};
      if (cut) this.say(`${this.said} It goes on: click where it does.`);
      this.show();
      await kept;
    } finally {
      this.growing = false;
    }
    if (this.again) return this.sizeAlike(this.levels);
  }

  /** More or less alike; what was taken last is taken again by it. */
  sizeAlike(levels) {
    this.levels = Math.min(MOST_LEVELS, Math.max(1, Math.round(levels)));
    const {grown} = this;
    this.show();
    // What is on its way begins again once it is there.
    this.again = this.growing;
    if (!grown || this.growing || this.corrections.held !== grown.held) return;
    this.corrections.undo();
    return this.grow(grown.point);
  }

  beginStroke(point) {
    this.corrections.begin(`Brush, ${this.chosenName()}`);
    this.stroke(point, point);
  }

  stroke(from, to) {
    this.corrections.add(strokeSpans(this.field.width, this.field.height, from, to, this.brush), this.code);
    this.points = [to];
    this.page.map.repaint();
  }

  endStroke() {
    const {open} = this.corrections, action = this.corrections.end();
    this.say(`${open.name}: ${figures(open.px, 12)} px.`);
    if (action) this.done(action);
    else this.show();
  }

  fillOutline() {
    const {points} = this;
    this.points = [];
    if (points.length < 3) return this.refuse("An outline has three corners or more.");
    return this.act(`Area → ${this.chosenName()}`, outlineSpans(this.field.width, this.field.height, points));
  }

  /** Cut the grain at the middle of a line: its smaller part gets the mineral; the line itself turns unknown where that is its own. */
  cut(from, to) {
    this.points = [];
    const middle = [Math.round((from[0] + to[0]) / 2), Math.round((from[1] + to[1]) / 2)], at = this.indexOf(middle);
    if (at < 0 || this.corrections.base[at] === UNKNOWN) return this.refuse("The middle of the line lies in no grain.");
    const {width, height} = this.field, own = this.corrections.now[at];
    const {parts, line} = splitSpans(from, to, at, this.like(at), width, height, this.about.connectivity);
    if (!parts.length) return this.refuse("The line does not cut the grain at its middle into two.");
    if (this.code === own) return this.act(`Cut, ${this.symbol(own)} on both sides`, line, UNKNOWN);
    return this.act(`Cut, ${this.chosenName()}`, parts.flat());
  }

  join(from, to) {
    this.points = [];
    const one = this.patchAt(from), other = this.patchAt(to), {width, height} = this.field;
    if (!one || !other) return this.refuse("No section is here.");
    if (one.marked[this.indexOf(to)]) return this.refuse("That is the same grain.");
    if (!touches(one.spans, other.marked, width, height)) return this.refuse("These two do not touch: draw over what lies between them.");
    return this.act(`${this.symbol(one.code)} joined to ${this.symbol(other.code)}`, one.spans, other.code);
  }

  /** Another grid; only before a point is named, as its names are of this one. */
  askPoints(asked) {
    if (this.count?.named || !(asked >= 10 && asked <= MOST_POINTS)) return this.show();
    this.count = this.newCount(Math.round(asked));
    this.showPoint();
  }

  showPoint() {
    this.count ??= this.newCount(300);
    const {count} = this;
    if (!count.points.length) return this.refuse("No section is here.");
    const [x, y] = count.points[count.at], code = count.codes[count.at];
    this.page.map.goTo(x + 0.5, y + 0.5, Math.min(this.field.width, 160));
    this.say(`Point ${count.at + 1} of ${count.points.length}, ${code < 0 ? "no name yet" : this.symbol(code)}. ${count.named} have a name.`);
    this.show();
  }

  namePoint(code) {
    if (code === AS_MAPPED) this.count.codes[this.count.at] = -1;
    else this.count.name(code);
    this.showPoint();
    return this.done(null);
  }

  stepPoint(by) {
    this.count.step(by);
    this.showPoint();
  }

  /** A click, a tap, or Enter at the cross. */
  point(point) {
    if (this.tool === "points") return;
    if (this.tool === "grain") return this.select(point);
    if (this.tool === "alike") return this.grow(point);
    if (this.tool === "brush") {
      this.beginStroke(point);
      return this.endStroke();
    }
    this.points.push(point);
    const [first, second] = this.points;
    if (second && this.tool === "split") return this.cut(first, second);
    if (second && this.tool === "join") return this.join(first, second);
    if (this.tool === "join") this.say("Now the grain beside it.");
    this.page.map.repaintOutlines();
    this.show();
  }

  /** Space: give the mineral, draw the line, close the outline. */
  finish(point) {
    if (this.tool === "points") return this.namePoint(this.code);
    if (this.tool === "grain") return this.nameGrain();
    if (this.tool === "outline") return this.fillOutline();
    if (this.tool !== "brush") return this.point(point);
    const from = this.points[0] ?? point;
    this.corrections.begin(`Line, ${this.chosenName()}`);
    this.stroke(from, point);
    this.endStroke();
  }

  undo() {
    if (this.tool === "points") return this.stepPoint(-1);
    return this.step(this.corrections.undo(), "Taken back");
  }

  redo() { return this.step(this.corrections.redo(), "Done again"); }

  step(action, what) {
    this.points = [];
    this.grown = null;
    this.say(action ? `${what}: ${action.name}.` : "There is nothing more.");
    if (action) return this.done(null);
    this.show();
  }
}
