// The one picture of attention, without Gradio: any view can have one.
//
//   import { createAttentionView } from "./attention_view.js";
//   const picture = createAttentionView(root, { prefix: "toy", label: "The cat sat on the mat" });
//   picture.update({ maps: [{ kind: "self", rows, columns, weights }] });   // as often as you like
//   picture.subscribe((state) => …);                 // as often as it changes; returns: stop
//   picture.set({ token: 1, look: "matrix" });
//
// root     an empty element with class "attention-view"; `await ready` of words.js comes first
// prefix   names the picture in its events, and in the link if `link: true`
// looks    which ways of looking to offer, ["sentence", "lines", "matrix", "heads"] by default
// hide     controls to leave out: "direction", "play", "roles", "special", "words", "numbers"
//          (those that make no sense, such as layers where there is one, are left out anyway)
// A value is DESIGN §7's; weights may be nested arrays (rows × columns, for one layer and head).
// State: map (kind), layer, head (a number or "mean"), token (the row that is seen, while pointing
// at a word that word's), chosen (the same without pointing), locked (whether it was chosen), look,
// special ("show" or "hide"), words ("pieces" or "words"), direction ("at": where the ★ looks,
// "by": what looks at it) and starred (the ★, one of picture.steps). The ★ is one of picture.rows;
// with "by" in cross-attention a word of the source, and the row that which is read out with it.
// Who sets a token and no direction means a row. With picking a tap picks the word looked at, not
// the ★: column (or null), one of picture.columns; who picks sees where the ★ looks ("at").
// The root sends "attention:state" (bubbling, detail as for subscribe) whenever what is seen
// changes, and follows "attention:set" with a partial state.

import { createControls } from "./controls.js";
import { createDirection } from "./direction.js";
import { make } from "../shared/dom.js";
import { createGlossary } from "../shared/glossary.js";
import { createRoleFilter } from "./role_filter.js";
import { createHeads } from "./heads.js";
import { createLines } from "./lines.js";
import { createMatrix } from "./matrix.js";
import { createNumbers } from "./numbers.js";
import { createPlay } from "./play.js";
import { createCaption } from "./caption.js";
import { createComposer } from "./scene.js";
import { createSentence } from "./sentence.js";
import { createState, LOOKS } from "./state.js";
import { unpack } from "./decode_weights.js";

const MAKE = {
  sentence: createSentence,
  lines: createLines,
  matrix: createMatrix,
  heads: createHeads,
};

export function createAttentionView(root, options = {}) {
  const { prefix = "self", label = "", link = false, looks = LOOKS, hide = [] } = options;
  const state = createState(link ? prefix : null);
  const compose = createComposer();
  const listeners = new Set();
  const made = {};
  let value = null;
  let scene = null;
  let told = "";

  /** Another sentence's ★ is no ★ here: it is kept only where the same words can be ★. */
  const choose = (partial) => {
    const words = (kind) => {
      const map = value?.maps.find((one) => one.kind === kind);
      return String(map?.[scene.by ? "columns" : "rows"]);
    };
    const moves = partial.map && scene && words(partial.map) !== words(scene.state.map.kind);
    state.set(moves ? { hovered: null, token: null, column: null, ...partial } : partial);
  };
  const set = (partial) => {
    const ofSource = scene?.by && !scene.same;
    choose(ofSource && "token" in partial ? { direction: null, ...partial } : partial);
  };
  const actions = {
    set: choose,
    hover: (token) => state.set({ hovered: token }),
    tap: (token) => state.set({ hovered: null, token: scene.state.token === token ? null : token }),
    free: () => state.set({ hovered: null, token: null, column: null, hoveredColumn: null }),
    /** The same word stays ★; in the other text it is the one that is read out with it. */
    turn: (direction) => {
      if (direction === scene.state.direction) return;
      const other = scene.locked ? scene.columns[scene.column].index : null;
      const token = scene.same ? scene.state.token : other;
      state.set({ direction: direction === "by" ? "by" : null, token, column: null });
    },
    pick: (column) =>
      state.set({ hoveredColumn: null, column: scene.state.column === column ? null : column }),
    hoverColumn: (column) => state.set({ hoveredColumn: column }),
    step: (by) => state.set({ hovered: null, token: neighbour(scene, by) }),
  };
  const stage = make("div", { class: "stage" });
  const controls = createControls(actions, { looks, hide });
  const play = createPlay(actions);
  const finder = createRoleFilter(actions);
  const parts = {
    caption: createCaption(),
    direction: createDirection(actions),
    play,
    controls,
    roles: finder,
    numbers: createNumbers(actions, stage),
    terms: createTerms(),
  };
  const kept = Object.keys(parts)
    .filter((name) => !hide.includes(name))
    .map((name) => parts[name]);
  root.replaceChildren(controls.above, stage, ...kept.map(({ element }) => element));
  root.setAttribute("role", "group");
  if (label) root.setAttribute("aria-label", label);
  root.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    if (scene.state.picking) set({ picking: false, column: null, hoveredColumn: null });
    else actions.free();
  });
  root.addEventListener(
    "focusout",
    (event) => root.contains(event.relatedTarget) || actions.hover(null),
  );
  root.addEventListener(
    "pointerdown",
    (event) => play.element.contains(event.target) || play.stop(),
  );
  root.addEventListener("attention:set", (event) => set(event.detail));
  state.subscribe(draw);
  // light or dark: canvases are repainted
  new MutationObserver(draw).observe(document.body, { attributeFilter: ["class"] });

  function draw() {
    if (!value) return;
    const direction = hide.includes("direction") ? null : state.get().direction;
    scene = compose(value.maps, { ...state.get(), direction });
    const { look, map } = scene.state;
    made[look] ??= MAKE[look](actions);
    if (stage.firstChild !== made[look].element) stage.replaceChildren(made[look].element);
    root.dataset.map = map.kind;
    root.classList.toggle("picking", scene.state.picking);
    made[look].draw(scene);
    for (const part of kept) part.draw(scene, value);
    tell(summary(scene));
  }

  function tell(detail) {
    const text = JSON.stringify(detail);
    if (text === told) return;
    told = text;
    root.dispatchEvent(
      new CustomEvent("attention:state", { bubbles: true, detail: { prefix, ...detail } }),
    );
    for (const listener of listeners) listener(detail);
  }

  return {
    update(next) {
      value = { ...next, maps: next.maps.map(unpack) };
      draw();
    },
    set,
    get state() {
      return scene && summary(scene);
    },
    /** The rows that are seen; what all of them look at; the words that can be ★. */
    get rows() {
      return scene?.grid.rows ?? [];
    },
    get grid() {
      return scene?.grid;
    },
    get steps() {
      return scene?.rows ?? [];
    },
    get columns() {
      return scene?.columns ?? [];
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The odd tokens of the map that is seen, each explained at a tap. */
function createTerms() {
  const glossary = createGlossary();
  return {
    element: glossary.element,
    draw({ state: { map } }) {
      glossary.draw([...map.rows, ...map.columns]);
    },
  };
}

const summary = ({ state, token, chosen, starred, locked }) => ({
  map: state.map.kind,
  layer: state.layer,
  head: state.head,
  token,
  chosen,
  locked,
  look: state.look,
  special: state.special,
  words: state.words,
  direction: state.direction,
  starred,
  picking: state.picking,
  column: state.column,
});

const neighbour = ({ rows, star }, by) =>
  rows[Math.min(rows.length - 1, Math.max(0, star + by))].index;
