// The grid: every row of the head at once, on canvas. The ★ row, or where it is looked at its
// column, and one cell are outlined.

import { blockedColumns } from "./blocked.js";
import { css, paintOn, palette, ramp, strokePath } from "./canvas.js";
import { make } from "../shared/dom.js";
import { onPaper } from "../shared/paper.js";
import { exact, percent } from "../shared/percent.js";
import { t } from "../shared/messages.js";

const LARGEST = 44;
const SMALLEST = 13;
const LABEL = 88; // the most a label may take, in CSS pixels
const FONT = "12px system-ui, sans-serif";
const MOVE = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export function createMatrix(actions) {
  const canvas = make("canvas", { "aria-hidden": "true" });
  const starRow = make("div", { class: "star-row" });
  const cellBox = make("div", { class: "cell-box" });
  const scroller = make(
    "div",
    { class: "scroller", tabindex: "0", role: "group", "aria-label": t("picture.grid") },
    make("div", { class: "grid" }, canvas, starRow, cellBox),
  );
  const read = make("output", { class: "cell-read", "aria-live": "off" });
  const steppers = Object.entries({
    "←": "ArrowLeft",
    "→": "ArrowRight",
    "↑": "ArrowUp",
    "↓": "ArrowDown",
  }).map(([sign, key]) =>
    make(
      "button",
      {
        class: "step",
        type: "button",
        "aria-label": t(`picture.${key}`),
        onclick: () => move(MOVE[key]),
      },
      sign,
    ),
  );
  const element = make(
    "div",
    { "data-look": "matrix", class: "matrix" },
    scroller,
    make("div", { class: "cell-bar" }, read, ...steppers),
  );
  let scene = null;
  let size = null;
  let painted = {};

  new ResizeObserver(() => scene && paint()).observe(scroller);
  scroller.addEventListener("pointermove", (event) => {
    const at = event.pointerType === "mouse" ? hit(event) : null;
    if (!at) return;
    const [hovered, hoveredColumn] = tokensAt(at);
    actions.set({ hovered, hoveredColumn });
  });
  scroller.addEventListener("pointerleave", () =>
    actions.set({ hovered: null, hoveredColumn: null }),
  );
  scroller.addEventListener("click", (event) => hit(event) && lock(hit(event), true));
  scroller.addEventListener("keydown", (event) => {
    if (!MOVE[event.key]) return;
    event.preventDefault();
    move(MOVE[event.key]);
  });

  onPaper(() => {
    if (scene) draw(scene);
  });

  return { element, draw };

  function draw(next) {
    scene = next;
    if (
      painted.weights !== scene.grid.weights ||
      painted.width !== scroller.clientWidth ||
      painted.card !== card()
    )
      paint();
    const { left, top, cell } = size;
    const { rows, columns } = scene.grid;
    const [i, j] = seenCell();
    const [x, y] = [left + j * cell, top + i * cell];
    if (scene.by) place(starRow, x, 0, cell, top + cell * rows.length);
    else place(starRow, 0, y, left + cell * columns.length, cell);
    place(cellBox, x, y, cell, cell);
    const weight = scene.row[scene.column];
    const named = (unit, starred) => make("bdi", { class: starred ? "query" : null }, unit.text);
    read.replaceChildren(
      named(rows[i], !scene.by),
      " → ",
      named(columns[j], scene.by),
      " ",
      make("b", { class: "share", "data-weight": exact(weight) }, percent(weight)),
    );
  }

  function move([down, across]) {
    const { rows, columns } = scene.grid;
    const [i, j] = seenCell();
    const row = Math.min(rows.length - 1, Math.max(0, i + down));
    const column = Math.min(columns.length - 1, Math.max(0, j + across));
    lock([row, column], false);
    cellBox.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Row and column of the cell that is read out. */
  function seenCell() {
    return scene.by ? [scene.column, scene.star] : [scene.star, scene.column];
  }

  /** The ★ that a cell has, and the word on the other side. */
  function tokensAt([i, j]) {
    const tokens = [scene.grid.rows[i].index, scene.grid.columns[j].index];
    return scene.by ? tokens.reverse() : tokens;
  }

  function lock(cell, toggles) {
    const [token, column] = tokensAt(cell);
    const { state } = scene;
    if (toggles && state.token === token && state.column === column) actions.free();
    else actions.set({ token, column, hovered: null, hoveredColumn: null });
  }

  /** The cell under the pointer, or the nearest. */
  function hit(event) {
    const box = canvas.getBoundingClientRect();
    const at = (offset, start, count) =>
      Math.min(count - 1, Math.max(0, Math.floor((offset - start) / size.cell)));
    return [
      at(event.clientY - box.top, size.top, scene.grid.rows.length),
      at(event.clientX - box.left, size.left, scene.grid.columns.length),
    ];
  }

  function card() {
    return palette(element).card;
  }

  function paint() {
    const colours = palette(element);
    const { blocked } = scene.state.map;
    painted = { weights: scene.grid.weights, width: scroller.clientWidth, card: colours.card };
    size = paintGrid(canvas, { ...scene.grid, blocked }, scroller.clientWidth || 320, colours);
  }
}

const place = (box, x, y, width, height) => {
  Object.assign(box.style, {
    transform: `translate(${x}px, ${y}px)`,
    width: `${width}px`,
    height: `${height}px`,
  });
};

/** Paint the grid with its labels; returns where the cells start and how large they are. */
function paintGrid(canvas, { rows, columns, weights, blocked }, width, colours) {
  const measure = canvas.getContext("2d");
  measure.font = FONT;
  const longest = (units) =>
    Math.min(LABEL, Math.max(...units.map(({ text }) => measure.measureText(text).width)) + 10);
  const [left, top] = [longest(rows), longest(columns)];
  const cell = Math.max(
    SMALLEST,
    Math.min(LARGEST, Math.floor((width - left - 2) / columns.length)),
  );
  const shades = ramp(colours).map(css);
  const gap = cell > 20 ? 2 : 1;
  const [wide, high] = [left + cell * columns.length + 2, top + cell * rows.length + 2];
  paintOn(canvas, wide, high, (context) => {
    rows.forEach((_, i) =>
      columns.forEach((_, j) => {
        context.fillStyle = shades[Math.round(weights[i * columns.length + j] * 255)];
        context.fillRect(left + j * cell, top + i * cell, cell - gap, cell - gap);
      }),
    );
    context.strokeStyle = colours.ink;
    rows.forEach((row, i) => {
      const own = weights.subarray(i * columns.length, (i + 1) * columns.length);
      blockedColumns(blocked, row, columns, own).forEach((isBlocked, j) => {
        if (isBlocked) cross(context, left + j * cell, top + i * cell, cell - gap);
      });
    });
    context.font = FONT;
    context.fillStyle = colours.ink;
    context.textBaseline = "middle";
    context.textAlign = "right";
    rows.forEach(({ text }, i) =>
      context.fillText(fit(context, text, left - 8), left - 6, top + (i + 0.5) * cell),
    );
    context.rotate(-Math.PI / 2);
    context.textAlign = "left";
    columns.forEach(({ text }, j) =>
      context.fillText(fit(context, text, top - 8), 6 - top, left + (j + 0.5) * cell),
    );
  });
  return { left, top, cell };
}

/** A look that is blocked. */
function cross(context, x, y, size) {
  const [near, far] = [size * 0.3, size * 0.7];
  strokePath(context, `M${x + near} ${y + near}L${x + far} ${y + far}`);
  strokePath(context, `M${x + far} ${y + near}L${x + near} ${y + far}`);
}

function fit(context, text, room) {
  if (context.measureText(text).width <= room) return text;
  const letters = [...text];
  while (letters.length > 1 && context.measureText(`${letters.join("")}…`).width > room)
    letters.pop();
  return `${letters.join("")}…`;
}
