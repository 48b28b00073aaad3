"use strict";
/* The editor: which tool, which mineral, and what an action does. Its panel, keys and pointer call it.

   Until it is opened for the first time it holds nothing, and the page is as without it. */

const TOOLS = {
  grain: {key: "g", name: "Grain", what: "select a grain (click, Enter), then choose its mineral"},
  brush: {key: "d", name: "Brush", what: "draw over the map; Enter: one dab, Space: a line from the last one"},
  outline: {key: "o", name: "Outline", what: "draw around an area, or click its corners, to fill it; Space closes it"},
  split: {key: "c", name: "Cut", what: "draw a line whose middle lies in the grain: the smaller part gets the mineral"},
  join: {key: "j", name: "Join", what: "click a grain, then the one beside it whose mineral it gets"},
  points: {key: "t", name: "Points", what: "name what is under each point of a grid, the map hidden"},
};

/* What a person can give to pixels beside the minerals. */
const AS_MAPPED = null;
const MOST_BRUSH = 199;

class Editor {
  /** `page`: the page, for its map and view; `shown`: called after every change. */
  constructor(field, page) {
    const {content} = field;
    this.field = field;
    this.page = page;
    this.about = {...content, named: [...content.minerals, ...content.others].filter(({code}) => code < UNIDENTIFIED).sort((one, other) => one.code - other.code)};
    this.symbols = new Map(this.about.named.map(({code, symbol}) => [code, symbol]));
    this.key = [content.photograph_sha256, content.map_sha256, content.shown_scale].join("|");
    this.on = false;
    this.corrections = null;
    this.kept = null;
    this.by = "";
    this.tool = "grain";
    this.code = this.about.named.find(({code}) => code)?.code ?? UNKNOWN;
    this.brush = 9;
    // What is begun: points of an outline, a cut or a line; view.selected is the patch that is selected.
    this.points = [];
    this.pointer = null;
    this.lost = [];
    // The point count, once it is begun.
    this.count = null;
    this.earlier = [];
    this.savedAt = 0;
    // Why nothing is kept in this browser; "" while it is.
    this.notKept = "";
    this.said = "";
    this.show = () => {};
  }

  /** Open or close; what was kept is taken back in the first time. */
  async toggle(on = !this.on) {
    if (on && !this.corrections) {
      const {regions, codeOf, width, height, uncorrected} = this.field, mapped = new Uint8Array(regions.length);
      for (let i = 0; i < mapped.length; i++) mapped[i] = codeOf[regions[i]];
      // Corrections belong to the model's map: those that the survey took in are the first of them.
      this.corrections = new Corrections(uncorrected ?? mapped, width, height);
      await this.takeKept(mapped);
    }
    this.on = on;
    this.field.corrected = on ? this.corrections : null;
    this.forget();
    // The editor changes the class map: it is shown.
    if (on && this.page.view.left === "photograph") this.page.view.left = "classes";
    this.page.changed();
    this.show();
  }

  async takeKept(mapped) {
    let first = true;
    try {
      this.kept = await KeptWork.open(this.key);
      const {head, actions, earlier} = await this.kept.read();
      this.by = (await this.kept.by()) ?? "";
      first = !head;
      if (head) {
        this.corrections.restore(actions, head.held);
        this.savedAt = head.savedAt ?? 0;
        if (head.points) this.count = Object.assign(this.newCount(head.points.asked), head.points);
        if (head.held) this.say(`${this.summary()} are as you left them.`);
      }
      this.earlier = earlier.sort((one, other) => other.made.localeCompare(one.made));
    } catch (error) {
      this.notKept = error.message;
      this.say(`This browser keeps no work (${error.message}): save the file before you leave the page.`);
    }
    if (this.field.uncorrected) return this.takeSurvey(mapped, first);
    // The same model, made again: its corrections are meant for this map.
    if (first && this.earlier[0]?.model === this.about.model) return this.bringOver();
  }

  /** What the survey's map has of corrections; said only, where this browser has work of its own. */
  takeSurvey(mapped, first) {
    const {corrections} = this, {base, now} = corrections, runs = changedRuns(base, mapped);
    if (!first) {
      const lacking = runs.reduce((sum, [start, length]) => sum + now.subarray(start, start + length).filter((code, k) => code === base[start + k]).length, 0);
      if (lacking) this.say(`${this.summary()} are as you left them. The survey's map has ${figures(lacking, 12)} px corrected that this work has not: load its file to have them.`);
      return;
    }
    corrections.begin("Corrections of the survey");
    for (const [start, length, code] of runs) corrections.add([start, start + length], code === UNIDENTIFIED ? UNKNOWN : code);
    const action = corrections.end();
    if (!action) return;
    this.say(`The survey's map has ${figures(action.px, 12)} px corrected; they are in the file that you save.`);
    return this.done(action);
  }

  say(text) { this.said = text; }

  symbol(code) { return code === UNKNOWN ? "unknown" : this.symbols.get(code) ?? this.field.symbol(code); }

  chosenName() { return this.code === AS_MAPPED ? "as mapped" : this.symbol(this.code); }

  summary() {
    const {held, changed, base} = this.corrections;
    return `${held} ${held === 1 ? "change" : "changes"}, ${figures(changed, 12)} px (${percent(100 * changed / base.length)} %)`;
  }

  /** Keep the last action, or that some were taken back, and show what there is now. */
  async done(action) {
    this.page.view.selected = null;
    this.page.map.repaint();
    this.show();
    const {held, actions, changed, width, height} = this.corrections, {model, shown_scale: scale} = this.about;
    try { localStorage.setItem(`oresurvey-corrections|${this.key}`, held); } catch { /* Only the number on the button. */ }
    if (!this.kept || this.notKept) return;
    const about = {held, all: actions.length, changed, width, height, scale, model, full: [this.about.width, this.about.height], savedAt: this.savedAt, made: new Date().toISOString(), points: this.count && {asked: this.count.asked, codes: this.count.codes, at: this.count.at}};
    try {
      await this.kept.keep(action, about);
    } catch (error) {
      this.notKept = error.message;
      this.say(`Not kept in this browser: ${error.message}. Save the file, then open the page again.`);
      this.show();
    }
  }

  /** Give spans of pixels the chosen code, as one action. */
  act(what, spans, code = this.code) {
    const action = this.corrections.paint(what, spans, code);
    this.say(action ? `${what}: ${figures(action.px, 12)} px.` : `${what}: no pixel changes.`);
    if (action) return this.done(action);
    this.page.map.repaintOutlines();
    this.show();
  }

  forget() {
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

  sizeBrush(size) {
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
    const {left, right, top, bottom} = field.boxOf(kept), spans = [];
    for (let y = Math.floor(top); y < Math.min(field.height, bottom); y++)
      for (let x = Math.floor(left); x < Math.min(field.width, right); x++)
        if (field.regionAt(x, y) === kept) spans.push(y * field.width + x, y * field.width + x + 1);
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
    return this.act(`${rows.length} grains → ${this.chosenName()}`, spansOfRegions(this.field.regions, matched));
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

  refuse(why) {
    this.say(why);
    this.page.map.repaint();
    this.show();
  }

  newCount(asked) {
    const {base, width, height} = this.corrections;
    return new PointCount(asked, gridPoints(base, width, height, asked, this.about.photograph_sha256));
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
    this.points = [count.points[count.at]];
    const [x, y] = this.points[0], code = count.codes[count.at];
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
    this.say(action ? `${what}: ${action.name}.` : "There is nothing more.");
    if (action) return this.done(null);
    this.show();
  }

  save() {
    if (!this.by) {
      this.say("Type your name first: it is asked once.");
      return this.show("by");
    }
    const {corrections} = this, made = new Date().toISOString().replace(/\.\d+Z$/, "Z");
    const text = correctionsText(this.about, {by: this.by, made, changes: corrections.count(), runs: corrections.runs(), points: this.count?.named ? this.count.asJson(this.about.shown_scale) : null});
    const name = saveFile(this.field, text, "application/json", ".corrections.json");
    this.savedAt = corrections.held;
    this.say(`Saved as ${name}: ${this.summary()}.`);
    return this.done(null);
  }

  keepBy(name) {
    this.by = name.trim().slice(0, 200);
    this.kept?.keepBy(this.by).catch(() => {});
  }

  async load(file) {
    try {
      if (file.size > MOST_BYTES) throw new Error(`it has ${figures(file.size / 1e6)} MB; no file of corrections is that large`);
      const read = readCorrections(await file.text(), this.about);
      if (read.points) {
        if (!this.count?.named) this.count = this.newCount(read.points.asked);
        takePoints(this.count, read.points, this.about.shown_scale, new Set([...this.symbols.keys(), UNKNOWN]));
      }
      await this.takeIn(read.runs, read.changes, file.name);
    } catch (error) {
      this.say(`${shortened(file.name)} is not taken: ${error.message}. Nothing was changed.`);
      this.show();
    }
  }

  /** Runs of shown pixels, made on this map or on another. */
  takeIn(runs, changes, name) {
    const {base, width, height} = this.corrections, {taken, agreed, lost} = carriedOver(runs, base, width, height);
    this.corrections.begin(`From ${shortened(name)}`);
    this.corrections.open.count = changes;
    for (const [start, length, code] of taken) this.corrections.add([start, start + length], code);
    const {px} = this.corrections.open, action = this.corrections.end();
    this.lost = lost;
    const more = [];
    if (agreed) more.push(`${figures(agreed, 12)} px are in the map by now`);
    if (lost.length) more.push(`${figures(lost.reduce((sum, one) => sum + one.px, 0), 12)} px in ${lost.length} places no longer hold and are listed beside the map`);
    this.say(`From ${shortened(name)}: ${figures(px, 12)} px changed${more.map((one) => `; ${one}`).join("")}.`);
    if (action) return this.done(action);
    this.show();
  }

  /** Work that this browser kept for an earlier map of the photograph. */
  async bringOver() {
    const [head] = this.earlier.splice(0, 1), [width, height] = head.full, {width: wide, height: high, shown_scale: scale} = this.about;
    if (width !== wide || height !== high) return this.refuse("The photograph had another size then.");
    const actions = (await this.kept.actionsOf(head.key)).slice(0, head.held);
    const runs = runsOfActions(actions, head.width * head.height);
    const shown = head.scale === scale ? runs : shownRuns(fullRuns(runs, width, height, head.scale), width, height, scale);
    return this.takeIn(shown, actions.reduce((sum, {count}) => sum + count, 0), `an earlier map (${head.model}, ${head.made.slice(0, 10)})`);
  }

  /** What no longer holds, all the same. */
  takeLost() {
    const {lost} = this;
    this.lost = [];
    this.corrections.begin("What no longer held, all the same");
    for (const {spans, code} of lost) this.corrections.add(spans, code);
    const action = this.corrections.end();
    this.say(action ? `${action.name}: ${figures(action.px, 12)} px.` : "No pixel changes.");
    if (action) return this.done(action);
    this.show();
  }
}
