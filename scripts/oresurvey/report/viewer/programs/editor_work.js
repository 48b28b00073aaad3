"use strict";
/* The work on a field: what was corrected, kept in the browser and in files. The editor is the work with tools. */

class Work {
  /** `page`: the page, for its map and view. */
  constructor(field, page) {
    const {content} = field;
    this.field = field;
    this.page = page;
    this.about = {...content, named: [...content.minerals, ...content.others].filter(({code}) => code < UNIDENTIFIED).sort((one, other) => one.code - other.code)};
    this.symbols = new Map(this.about.named.map(({code, symbol}) => [code, symbol]));
    this.key = [content.photograph_sha256, content.map_sha256, content.shown_scale].join("|");
    this.corrections = null;
    // The point count, once it is begun.
    this.count = null;
    this.by = "";
    // What was kept: here, for earlier maps of the photograph, and what of those does not hold.
    this.kept = null;
    this.earlier = [];
    this.lost = [];
    this.savedAt = 0;
    this.writes = 0;
    // Why nothing is kept in this browser; "" while it is.
    this.notKept = "";
    this.said = "";
    this.show = () => {};
  }

  /** Begin: the map of the model, and what was kept of corrections. */
  begin() {
    const {regions, codeOf, width, height, uncorrected} = this.field, mapped = new Uint8Array(regions.length);
    for (let i = 0; i < mapped.length; i++) mapped[i] = codeOf[regions[i]];
    // Corrections belong to the model's map: those that the survey took in are the first of them.
    this.corrections = new Corrections(uncorrected ?? mapped, width, height);
    return this.takeKept(mapped);
  }

  newCount(asked) {
    const {base, width, height} = this.corrections;
    return new PointCount(asked, gridPoints(base, width, height, asked, this.about.photograph_sha256));
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
    this.keeping(1);
    try {
      await this.kept.keep(action, about);
    } catch (error) {
      this.notKept = error.message;
      this.say(`Not kept in this browser: ${error.message}. Save the file, then open the page again.`);
      this.show();
    } finally {
      this.keeping(-1);
    }
  }

  /** Writes on their way to the browser's store: until they are there, who leaves the page is asked. */
  keeping(more) {
    this.writes += more;
    document.getElementById("editor").dataset.kept = this.writes ? "no" : "yes";
  }

  refuse(why) {
    this.say(why);
    this.page.map.repaint();
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
