// Two columns and lines between them, from words that look to words that are looked at: the
// strongest of every row, until they make up the chosen share of it. Left out is what is weak,
// never merely faded. The ★ is on the left, or where it is looked at on the right.

import { paintOn, palette, strokePath } from "./canvas.js";
import { onPaper } from "../shared/paper.js";
import { LINE_THRESHOLD } from "../shared/contract.js";
import { make, write } from "../shared/dom.js";
import { percent } from "../shared/percent.js";
import { mark } from "./blocked.js";
import { createToken, direction, listen, picks, star, weigh } from "./tokens.js";
import { t } from "../shared/messages.js";

const WIDEST = 14;
const SVG = "http://www.w3.org/2000/svg";

export function createLines(actions) {
  const rows = make("div", { class: "rows", role: "group" });
  const columns = make("div", { class: "columns", role: "group" });
  const canvas = make("canvas", { "aria-hidden": "true" });
  const bold = document.createElementNS(SVG, "svg");
  bold.setAttribute("class", "arcs");
  bold.setAttribute("aria-hidden", "true");
  const middle = make("div", { class: "between" }, canvas, bold);
  const slider = make("input", {
    type: "range",
    min: 10,
    max: 100,
    step: 5,
    "aria-label": t("picture.lines_share"),
  });
  const kept = make("output", {});
  const element = make(
    "div",
    { "data-look": "lines", class: "lines" },
    make("div", { class: "pair" }, rows, middle, columns),
    make("label", { class: "kept" }, slider, kept),
  );
  let scene = null;
  let built = {};
  let painted = {};
  let looks = {};

  slider.addEventListener("input", () =>
    actions.set({ share: Number(slider.value) === LINE_THRESHOLD ? null : Number(slider.value) }),
  );
  listen(rows, actions);
  listen(columns, picks(actions));
  const again = () => {
    if (scene) {
      measure();
      paint();
    }
  };
  new ResizeObserver(again).observe(middle);
  onPaper(again);

  return {
    element,
    draw(next) {
      scene = next;
      const { picking } = scene.state;
      if (built.rows !== scene.rows || built.columns !== scene.columns || built.picking !== picking)
        build();
      slider.value = scene.state.share;
      star([...rows.children], scene.star);
      const strong = starred().map(({ from, to }) => (scene.by ? from : to));
      [...columns.children].forEach((node, j) => {
        weigh(node, scene.row[j]);
        mark(node, scene.blocked[j], scene.picked === j);
        node.classList.toggle("left-out", !strong.includes(j));
      });
      write(
        kept,
        t(scene.by ? "picture.lines_kept_by" : "picture.lines_kept", {
          share: percent(part(scene.row, strong, scene.by)),
        }),
      );
      paint();
    },
  };

  function build() {
    const { picking } = scene.state;
    built = { ...scene, picking };
    element.classList.toggle("dense", Math.max(scene.rows.length, scene.columns.length) > 20);
    element.dir = direction(scene.grid.rows);
    element.classList.toggle("by", scene.by);
    rows.setAttribute("aria-label", t(scene.by ? "picture.to" : "picture.from"));
    columns.setAttribute("aria-label", t(scene.by ? "picture.from" : "picture.to"));
    rows.replaceChildren(...scene.rows.map((unit) => createToken(unit, { button: true })));
    columns.replaceChildren(
      ...scene.columns.map((unit) => createToken(unit, { button: picking, share: true })),
    );
    painted = {};
  }

  /** Where the words are: only a new sentence or another width moves them. */
  function measure() {
    const middles = (side) =>
      [...side.children].map((node) => node.offsetTop + node.offsetHeight / 2);
    const { clientWidth: width, clientHeight: height } = middle;
    const ends = element.dir === "rtl" ? [width, 0] : [0, width];
    const [from, to] = scene.by ? [columns, rows] : [rows, columns];
    painted = { width, height, ends, from: middles(from), to: middles(to) };
  }

  /** Every row faintly, once, and the ★ row boldly over it. */
  function paint() {
    if (!painted.width) measure();
    if (!painted.width) return;
    const { width, height } = painted;
    const { attention } = palette(element);
    const { share } = scene.state;
    if (
      painted.share !== share ||
      painted.weights !== scene.weights ||
      painted.attention !== attention
    ) {
      Object.assign(painted, { share, weights: scene.weights, attention });
      const alpha = 0.2 * Math.min(1, 12 / scene.rows.length);
      const drawn = lined().map((look) => [path(look), thickness(look)]);
      paintOn(canvas, width, height, (context) => {
        context.strokeStyle = attention;
        context.globalAlpha = alpha;
        for (const [d, thick] of drawn) {
          context.lineWidth = thick;
          strokePath(context, d);
        }
      });
    }
    bold.replaceChildren(
      ...starred().map((look) => {
        const line = document.createElementNS(SVG, "path");
        line.setAttribute("d", path(look));
        line.setAttribute("stroke-width", thickness(look).toFixed(2));
        return line;
      }),
    );
  }

  /** The looks that have a line, of every row. */
  function lined() {
    const { grid, state } = scene;
    if (looks.weights !== grid.weights || looks.share !== state.share)
      looks = { weights: grid.weights, share: state.share, all: looksOf(grid, state.share / 100) };
    return looks.all;
  }

  function starred() {
    return lined().filter(({ from, to }) => (scene.by ? to : from) === scene.star);
  }

  function path({ from, to }) {
    const { ends, width } = painted;
    const [y0, y1] = [painted.from[from], painted.to[to]];
    return `M${ends[0]} ${y0}C${width / 2} ${y0},${width / 2} ${y1},${ends[1]} ${y1}`;
  }
}

const thickness = ({ weight }) => Math.max(1, weight * WIDEST);

function looksOf({ rows, columns, weights }, share) {
  return rows.flatMap((_, from) => {
    const row = weights.subarray(from * columns.length, (from + 1) * columns.length);
    return strongest(row, share).map((to) => ({ from, to, weight: row[to] }));
  });
}

/** How much lies at `places`: of a row, or of a column, whose weights need not add up to 1. */
function part(weights, places, ofColumn) {
  const total = ofColumn ? weights.reduce((sum, weight) => sum + weight, 0) : 1;
  return places.reduce((sum, j) => sum + weights[j], 0) / (total || 1);
}

/** The places of the largest weights that together make up `share` of the row. */
export function strongest(row, share) {
  const order = [...row.keys()]
    .filter((j) => row[j] > 0)
    .sort((one, other) => row[other] - row[one]);
  const total = row.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  const kept = [];
  for (const j of order) {
    if (sum >= share * total - 1e-9) break;
    sum += row[j];
    kept.push(j);
  }
  return kept;
}
