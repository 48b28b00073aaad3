"use strict";
/* Corrections of the class map: the codes as they are now, and every action to take back.

   Knows no page: all of it is numbers. Positions are shown pixels, row after row; spans are a flat
   list [start, end, start, end, ...], half-open. */

const UNKNOWN = 255;

class Corrections {
  /** `base`: codes of the map; void there is outside the section and is never changed. */
  constructor(base, width, height) {
    this.base = base;
    this.now = base.slice();
    this.width = width;
    this.height = height;
    // Pixels that differ from the map.
    this.changed = 0;
    // Actions, and how many of them hold: those after are what redo brings back.
    this.actions = [];
    this.held = 0;
    this.open = null;
  }

  begin(name) { this.open = {name, starts: [], ends: [], before: [], after: [], px: 0, changed: 0}; }

  /** Give pixels a code, or that of the map (null), within the action that is open. */
  add(spans, code) {
    const {base, now, open} = this, {starts, ends, before, after} = open;
    for (let k = 0; k < spans.length; k += 2) {
      for (let i = spans[k]; i < spans[k + 1]; i++) {
        const was = now[i], is = code ?? base[i];
        if (was === is || base[i] === UNKNOWN) continue;
        const last = starts.length - 1;
        if (last >= 0 && ends[last] === i && before[last] === was && after[last] === is) ends[last]++;
        else { starts.push(i); ends.push(i + 1); before.push(was); after.push(is); }
        now[i] = is;
        open.px++;
        open.changed += (is !== base[i]) - (was !== base[i]);
      }
    }
  }

  /** Close the action that is open; null, and nothing to take back, where it changed no pixel. */
  end() {
    const action = this.open;
    this.open = null;
    if (!action.px) return null;
    const packed = {
      ...action, count: action.count ?? 1,
      starts: new Uint32Array(action.starts), ends: new Uint32Array(action.ends),
      before: new Uint8Array(action.before), after: new Uint8Array(action.after),
    };
    this.changed += packed.changed;
    this.actions.length = this.held;
    this.actions.push(packed);
    this.held++;
    return packed;
  }

  /** Take back what the open action did so far. */
  drop() {
    const {starts, ends, before} = this.open;
    for (let k = starts.length - 1; k >= 0; k--) this.now.fill(before[k], starts[k], ends[k]);
    this.open = null;
  }

  paint(name, spans, code) {
    this.begin(name);
    this.add(spans, code);
    return this.end();
  }

  /** The action that was taken back; null where there is none. */
  undo() {
    if (!this.held) return null;
    const {starts, ends, before, changed} = this.actions[--this.held];
    for (let k = starts.length - 1; k >= 0; k--) this.now.fill(before[k], starts[k], ends[k]);
    this.changed -= changed;
    return this.actions[this.held];
  }

  redo() {
    if (this.held === this.actions.length) return null;
    const {starts, ends, after, changed} = this.actions[this.held];
    for (let k = 0; k < starts.length; k++) this.now.fill(after[k], starts[k], ends[k]);
    this.changed += changed;
    return this.actions[this.held++];
  }

  /** Take actions back in, as a browser kept them. */
  restore(actions, held) {
    this.actions = actions;
    while (this.held < held) this.redo();
  }

  /** Actions that hold; one that took a file in counts as many as the file did. */
  count() { return this.actions.slice(0, this.held).reduce((sum, {count}) => sum + count, 0); }

  /** What differs from the map, as runs [start, length, code, was]. */
  runs() { return changedRuns(this.base, this.now); }
}

function changedRuns(base, now) {
  const runs = [];
  for (let i = 0; i < now.length; i++) {
    const code = now[i], was = base[i];
    if (code === was) continue;
    const start = i;
    while (i + 1 < now.length && now[i + 1] === code && base[i + 1] === was) i++;
    runs.push([start, i + 1 - start, code, was]);
  }
  return runs;
}

/** The same runs without the map that they were made on: from actions, the first to the last. */
function runsOfActions(actions, size) {
  const was = new Uint8Array(size), now = new Uint8Array(size), touched = new Uint8Array(size);
  for (const {starts, ends, before, after} of actions) {
    for (let k = 0; k < starts.length; k++) {
      for (let i = starts[k]; i < ends[k]; i++) {
        if (!touched[i]) { touched[i] = 1; was[i] = before[k]; }
        now[i] = after[k];
      }
    }
  }
  return changedRuns(was, now);
}
