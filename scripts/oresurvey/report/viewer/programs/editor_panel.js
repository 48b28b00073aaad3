"use strict";
/* What is seen of the editor: its bar over the map, and the list of what no longer holds. */

const LISTED = 200;

function pressable(id, text, key, what, run) {
  const button = Object.assign(document.createElement("button"), {type: "button", id, title: key ? `${what} (${key})` : what});
  button.append(text);
  if (key) button.append(" ", Object.assign(document.createElement("kbd"), {textContent: key}));
  button.addEventListener("click", run);
  return button;
}

/** Key of a mineral: its code, with Shift for those from 10 on. */
function codeKey(code) { return code < 10 ? String(code) : code < 20 ? `⇧${code - 10}` : ""; }

function setUpEditor(editor) {
  const by = (id) => document.getElementById(id), {field, page} = editor;
  const tools = Object.entries(TOOLS).map(([name, {key, name: text, what}]) => [name, pressable(`tool-${name}`, text, key, what, () => editor.choose(name))]);
  by("tools").prepend(...tools.map(([, button]) => button));
  const codes = [...editor.about.named.map(({code, symbol, name}) => [code, symbol, codeKey(code), name]), [UNKNOWN, "unknown", "u", "counts nowhere"], [AS_MAPPED, "as mapped", "x", "takes corrections away"]]
    .map(([code, symbol, key, name]) => {
      const button = pressable(`code-${code ?? "map"}`, symbol, key, name, () => editor.chooseCode(code));
      const swatch = Object.assign(document.createElement("span"), {className: "swatch"});
      button.prepend(swatch);
      return [code, button, swatch];
    });
  by("codes").append(...codes.map(([, button]) => button));
  by("brush-size").addEventListener("input", () => editor.sizeBrush(by("brush-size").valueAsNumber));
  for (const [id, run] of Object.entries({undo: () => editor.undo(), redo: () => editor.redo(), "name-found": () => editor.nameFound(), save: () => editor.save(), "open-editor": () => editor.toggle(), "bring-over": () => editor.bringOver(), "take-lost": () => editor.takeLost()}))
    by(id).addEventListener("click", run);
  by("by").addEventListener("change", () => editor.keepBy(by("by").value));
  by("load").addEventListener("click", () => by("file").click());
  by("file").addEventListener("change", () => { if (by("file").files[0]) editor.load(by("file").files[0]); by("file").value = ""; });
  addEventListener("dragover", (event) => { if (editor.on) event.preventDefault(); });
  addEventListener("drop", (event) => {
    if (!editor.on) return;
    event.preventDefault();
    if (event.dataTransfer.files[0]) editor.load(event.dataTransfer.files[0]);
  });
  addEventListener("beforeunload", (event) => { if (editor.writes || (editor.notKept && editor.corrections.held !== editor.savedAt)) event.preventDefault(); });

  by("asked").addEventListener("change", () => editor.askPoints(by("asked").valueAsNumber));
  /** Shares by the points so far. */
  const countPoints = () => {
    const {count} = editor;
    by("count").hidden = editor.tool !== "points" || !count;
    if (by("count").hidden) return;
    by("asked").value = count.asked;
    by("asked").disabled = count.named > 0;
    const {n, rows} = sharesOf(count.codes), pct = (share) => `${(100 * share).toFixed(1)}`;
    by("count-title").textContent = `Points: ${count.named} of ${count.points.length}, ${count.named - n} unknown`;
    by("count-rows").replaceChildren(tableOf("", ["Mineral", "Points", "%", "95 %"], rows.map(({code, k, share, low, high}) =>
      [cell("td", editor.symbol(code)), cell("td", String(k), true), cell("td", pct(share), true), cell("td", `${pct(low)} – ${pct(high)}`, true)])));
  };

  let listed = null;
  const list = () => {
    listed = editor.lost;
    by("lost").hidden = !listed.length;
    by("lost-list").replaceChildren(...listed.slice(0, LISTED).map((one) => {
      const row = document.createElement("li");
      row.append(pressable("", `${figures(one.px, 12)} px: ${editor.symbol(one.was)} → ${editor.symbol(one.code)}, but now ${editor.symbol(one.now)}`, "", "show the place", () => page.map.goTo(one.x, one.y, 120)));
      return row;
    }));
    by("lost-more").textContent = listed.length > LISTED ? `The ${LISTED} largest of ${figures(listed.length, 12)} places.` : "";
  };

  editor.show = (focus = "") => {
    const {on, corrections, earlier} = editor;
    by("editor").hidden = !on;
    by("open-editor").setAttribute("aria-expanded", on);
    if (!corrections) return;
    const {held, actions} = corrections;
    by("corrected").textContent = held ? ` (${held})` : "";
    for (const [name, button] of tools) button.setAttribute("aria-pressed", name === editor.tool);
    for (const [code, button, swatch] of codes) {
      button.setAttribute("aria-pressed", code === editor.code);
      const mineral = editor.about.named.find((one) => one.code === code);
      swatch.style.background = mineral ? mineral[page.view.palette] : "transparent";
    }
    by("brush-line").style.visibility = ["brush", "alike"].includes(editor.tool) ? "visible" : "hidden";
    by("brush-size").max = editor.tool === "alike" ? MOST_LEVELS : MOST_BRUSH;
    by("brush-size").setAttribute("aria-label", editor.tool === "alike" ? "Levels that what looks alike may differ by" : "Width of the brush");
    by("brush-size").value = editor.size;
    by("brush-value").value = editor.tool === "alike" ? `± ${editor.size}` : `${editor.size} px`;
    by("undo").disabled = !held;
    by("redo").disabled = held === actions.length;
    by("name-found").disabled = !page.view.matched || !page.view.rows.length;
    by("found-count").textContent = page.view.matched ? `all ${page.view.rows.length} found` : "all found";
    by("bring-over").hidden = !earlier.length;
    if (earlier.length) by("bring-over").textContent = `Bring over ${earlier[0].held} of an earlier map (${earlier[0].model})`;
    by("said").textContent = by("said").title = editor.said;
    by("work").textContent = `${editor.summary()}${held === editor.savedAt ? "" : "; not yet in a file"}`;
    if (!by("by").matches(":focus")) by("by").value = editor.by;
    if (focus) by(focus).focus();
    countPoints();
    if (listed !== editor.lost) list();
  };
  try {
    const kept = Number(localStorage.getItem(`oresurvey-corrections|${editor.key}`));
    by("corrected").textContent = kept > 0 ? ` (${kept})` : "";
  } catch { /* Only the number on the button. */ }
  return () => editor.show();
}
