// The plane: the query of the ★ word and every key as arrows whose tips can be dragged.

import { ready, t } from "../shared/messages.js";
import { make, write } from "../shared/dom.js";
import { svg } from "../shared/svg.js";
import { number, snap } from "../shared/number.js";
import { REACH, STEP } from "./state.js";

const EDGE = 3.5; // the drawing shows −3.5 to 3.5
const TURN = 1.8; // beyond this a name would leave the drawing
const THIN = 0.03; // a key's arrow when no weight is on it, and what all of the weight adds
const THICK = 0.12;
const KEY_STEP = 2 * STEP;
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

const partOf = (x) => (50 * (x + EDGE)) / EDGE; // % of the drawing

function arrow(role, name, state, place) {
  const vector = () => state.now[role][place()];
  const line = svg("line", { x1: 0, y1: 0, class: role });
  const label = make("span", { class: "name", "aria-hidden": "true" });
  const tip = make(
    "div",
    {
      class: `tip ${role}`,
      role: "slider",
      tabindex: 0,
      "aria-valuemin": -REACH,
      "aria-valuemax": REACH,
    },
    make("i"),
    label,
  );
  const move = (x, y) => {
    const moved = [x, y].map((part) => snap(part, -REACH, REACH, STEP));
    state.change({ [role]: state.now[role].map((old, i) => (i === place() ? moved : old)) });
  };
  tip.addEventListener("keydown", (event) => {
    const by = MOVES[event.key];
    if (!by || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const [x, y] = vector();
    const step = event.shiftKey ? 5 * KEY_STEP : KEY_STEP;
    move(x + step * by[0], y + step * by[1]);
  });
  tip.addEventListener("keyup", () => state.settle());
  tip.addEventListener("blur", () => state.settle());
  let drawn = "";
  let broad = "";
  const broaden = (width) => {
    if (broad !== width) line.style.strokeWidth = width;
    broad = width;
  };
  return {
    line,
    tip,
    move,
    vector,
    draw(now) {
      const [x, y] = vector();
      const word = now.words[place()];
      if (role === "key") broaden((THIN + THICK * now.weights[now.token][place()]).toFixed(2));
      if (drawn === `${x} ${y} ${word}`) return;
      drawn = `${x} ${y} ${word}`;
      line.setAttribute("x2", x);
      line.setAttribute("y2", -y);
      tip.style.translate = `${partOf(x)}cqw ${partOf(-y)}cqh`; // moves without a new layout
      // A name stands outside its tip, away from the arrow, and turns inwards near an edge.
      const inwards = Math.max(0, (Math.abs(x) - TURN) / (EDGE - TURN));
      label.style.setProperty("--x", x < 0 ? 1 - inwards : inwards);
      label.style.setProperty("--y", y < 0 ? 1 : -1);
      write(label, name(now));
      tip.setAttribute("aria-label", t(`basics.tip_${role}`, { word }));
      tip.setAttribute("aria-valuenow", x);
      tip.setAttribute("aria-valuetext", `${number(x)}, ${number(y)}`);
    },
  };
}

/** The tip nearest to a pointer: tips may lie on each other, and fingers are wide. */
function nearest(arrows, event) {
  const distance = ({ tip }) => {
    const box = tip.getBoundingClientRect();
    return Math.hypot(
      box.x + box.width / 2 - event.clientX,
      box.y + box.height / 2 - event.clientY,
    );
  };
  return arrows.reduce((best, other) => (distance(other) < distance(best) ? other : best));
}

function drag(field, arrows, state) {
  let held = null; // the arrow, and how far from its tip it was grasped
  const at = (event) => {
    const box = field.getBoundingClientRect();
    return [
      EDGE * ((2 * (event.clientX - box.x)) / box.width - 1),
      EDGE * (1 - (2 * (event.clientY - box.y)) / box.height),
    ];
  };
  field.addEventListener("pointerdown", (event) => {
    if (held || !event.target.closest(".tip") || event.button !== 0) return;
    const arrow = nearest(arrows(), event);
    const [[x, y], [tipX, tipY]] = [at(event), arrow.vector()];
    held = { arrow, pointer: event.pointerId, x: tipX - x, y: tipY - y };
    arrow.tip.focus({ preventScroll: true });
    field.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  field.addEventListener("pointermove", (event) => {
    if (event.pointerId !== held?.pointer) return;
    const [x, y] = at(event);
    held.arrow.move(x + held.x, y + held.y);
  });
  const release = (event) => {
    if (event.pointerId !== held?.pointer) return;
    held = null;
    state.settle();
  };
  field.addEventListener("pointerup", release);
  field.addEventListener("pointercancel", release);
}

/** Draw the plane into `field` and keep it and `state` together. */
export async function createPlane(field, state) {
  await ready;
  const lines = svg("g");
  const axes = svg("path", { class: "axes", d: `M${-EDGE} 0H${EDGE}M0 ${-EDGE}V${EDGE}` });
  const canvas = svg(
    "svg",
    { viewBox: `${-EDGE} ${-EDGE} ${2 * EDGE} ${2 * EDGE}`, "aria-hidden": "true" },
    axes,
    lines,
  );
  const ofWord = (i) =>
    arrow(
      "key",
      (now) => now.words[i],
      state,
      () => i,
    );
  const query = arrow(
    "query",
    () => t("basics.query"),
    state,
    () => state.now.token,
  );
  let arrows = [];
  drag(field, () => arrows, state);
  state.onChange(
    field,
    (now) => {
      if (arrows.length !== now.words.length + 1) {
        arrows = [...now.words.map((_, i) => ofWord(i)), query];
        lines.replaceChildren(...arrows.map(({ line }) => line));
        field.replaceChildren(canvas, ...arrows.map(({ tip }) => tip));
      }
      arrows.forEach((one) => one.draw(now));
    },
    { hand: true },
  );
}
