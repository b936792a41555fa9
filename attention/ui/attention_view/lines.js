// Two columns and lines between them: the strongest of every row, until they make up the chosen
// share of it. Left out is what is weak, never merely faded.

import { palette, prepare } from "./canvas.js";
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
  const rows = make("div", { class: "rows", role: "group", "aria-label": t("picture.from") });
  const columns = make("div", { class: "columns", role: "group", "aria-label": t("picture.to") });
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
      const strong = strongest(scene.row, scene.state.share / 100);
      [...columns.children].forEach((node, j) => {
        weigh(node, scene.row[j]);
        mark(node, scene.blocked[j], scene.picked === j);
        node.classList.toggle("left-out", !strong.includes(j));
      });
      write(
        kept,
        t("picture.lines_kept", {
          share: percent(strong.reduce((sum, j) => sum + scene.row[j], 0)),
        }),
      );
      paint();
    },
  };

  function build() {
    const { picking } = scene.state;
    built = { ...scene, picking };
    element.classList.toggle("dense", Math.max(scene.rows.length, scene.columns.length) > 20);
    element.dir = direction(scene.rows);
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
    painted = { width, height, ends, from: middles(rows), to: middles(columns) };
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
      const context = prepare(canvas, width, height);
      context.strokeStyle = attention;
      context.globalAlpha = 0.2 * Math.min(1, 12 / scene.rows.length);
      scene.rows.forEach((_, i) => {
        for (const { path, thick } of lines(i)) {
          context.lineWidth = thick;
          context.stroke(new Path2D(path));
        }
      });
    }
    bold.replaceChildren(
      ...lines(scene.star).map(({ path, thick }) => {
        const line = document.createElementNS(SVG, "path");
        line.setAttribute("d", path);
        line.setAttribute("stroke-width", thick.toFixed(2));
        return line;
      }),
    );
  }

  function lines(i) {
    const {
      ends: [x0, x1],
      from,
      to,
      width,
    } = painted;
    const count = scene.columns.length;
    const row = scene.weights.subarray(i * count, (i + 1) * count);
    return strongest(row, scene.state.share / 100).map((j) => ({
      path: `M${x0} ${from[i]}C${width / 2} ${from[i]},${width / 2} ${to[j]},${x1} ${to[j]}`,
      thick: Math.max(1, row[j] * WIDEST),
    }));
  }
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
