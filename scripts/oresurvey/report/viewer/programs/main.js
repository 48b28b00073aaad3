"use strict";
/* The page: its parts, and who is told when the view changes. */

const SAVE_AFTER_MS = 250;

class Page {
  constructor(field) {
    this.field = field;
    this.view = newView();
    // The address that this page wrote last, and the timer of the next one.
    this.written = "";
    this.saving = 0;
    this.map = new FieldMap(field, this.view, {
      hover: (region) => this.hover(region), click: (pixel) => this.click(pixel), moved: () => this.save(),
    });
    this.editor = new Editor(field, this);
    this.map.viewer.addHandler("update-viewport", () => showScaleBar(field, this.map));
    const changed = () => this.changed();
    this.showGrain = setUpGrainPanel(field, this.view, (region) => this.keep(region));
    this.parts = [
      setUpLayers(field, this.view, changed),
      setUpSuggested(field, this.view, this.map, changed),
      setUpDivider(this.view, changed),
      setUpLegend(field, this.view, changed),
      setUpFilterForm(field, this.view, () => { this.find(); this.changed(); }, (step) => this.walk(step)),
      this.showGrain,
      setUpEditor(this.editor),
    ];
    setUpEditorPointer(this.editor, this.map);
    setUpKeys(this.map, this);
    setUpZoom(this.map);
    setUpSheet();
    showAbout(field.content);
    addEventListener("hashchange", () => { if (location.hash !== this.written) this.fromAddress(false); });
  }

  /** Show the view, and write its address. */
  changed() {
    const {view, field} = this;
    for (const show of this.parts) show();
    this.map.repaint();
    this.save();
    const wanted = view.left === "confidence" || (view.swipe && view.right === "confidence");
    if (wanted && !field.confidence) field.withConfidence().then(() => this.map.repaint(), tell);
  }

  save() {
    clearTimeout(this.saving);
    this.saving = setTimeout(() => {
      // Another address was opened this moment: it is shown first, and not overwritten.
      if (location.hash !== this.written) return;
      const address = addressOf(this.field, this.view, this.map.centre(), this.map.canvas.clientWidth);
      if (address !== location.hash) location.replace(address);
      this.written = location.hash;
    }, SAVE_AFTER_MS);
  }

  fromAddress(immediately) {
    this.written = location.hash;
    const place = readAddress(location.hash, this.field, this.view);
    this.find();
    if (place) this.map.goTo(place.x, place.y, place.across, immediately);
    this.changed();
  }

  /** Which grains the filter matches. */
  find() {
    const {view, field} = this, matched = matchedRegions(field, view.filter);
    view.rows = matchedRows(field, matched);
    view.matched = isEmptyFilter(view.filter) ? null : matched;
  }

  keep(region) {
    this.view.kept = this.field.isGrain(region) ? region : -1;
    this.view.selected = null;
    this.changed();
  }

  /** A click keeps a grain; while the map is corrected it belongs to a tool, which may have drawn already. */
  click(pixel) {
    if (!this.editor.on) this.keep(this.field.regionAt(...pixel));
    else if (["grain", "join", "alike"].includes(this.editor.tool)) this.editor.point(pixel);
  }

  hover(region) {
    // Who counts points must not see what the map says.
    if (this.editor.on && this.editor.tool === "points") region = -1;
    if (region === this.view.hovered) return;
    this.view.hovered = region;
    this.showGrain();
    this.map.repaintOutlines();
  }

  keepMiddle() {
    const {x, y} = this.map.centre();
    this.keep(this.field.regionAt(x, y));
  }

  /** To the next grain that matches, or the one before. */
  walk(step) {
    if (!this.view.rows.length) return;
    this.keep(nextMatch(this.view.rows, this.view.kept, step));
    this.map.goToGrain(this.view.kept);
  }

  chooseLayer(name) {
    if (LAYERS[name].there(this.field)) this.choose({left: name});
  }

  frameSuggested() {
    if (this.field.content.suggested.length) this.choose({suggested: !this.view.suggested});
  }

  choose(what) {
    Object.assign(this.view, what);
    this.changed();
  }
}

function tell(error) {
  const problem = document.getElementById("problem");
  problem.textContent = `The field cannot be shown: ${error.message}. A browser of 2023 or later is needed (Chrome or Edge 103, Firefox 113, Safari 16.4).`;
  problem.hidden = false;
}

async function main() {
  try {
    const page = new Page(await openField(JSON.parse(document.getElementById("content").textContent)));
    await page.map.opened();
    page.fromAddress(true);
    // Nothing to look at before something is named.
    if (page.field.content.blank) await page.editor.toggle(true).then(() => page.editor.choose("alike"));
    document.body.dataset.ready = "yes";
  } catch (error) {
    tell(error);
  }
  document.getElementById("opening").hidden = true;
}

main();
