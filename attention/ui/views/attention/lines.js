// Two columns and lines between them: the strongest of every row, until they make up the chosen
// share of it. Left out is what is weak, never merely faded.

import { palette, prepare } from "./canvas.js";
import { make, write } from "./dom.js";
import { percent } from "./share.js";
import { createToken, direction, listen, star, weigh } from "./tokens.js";
import { say } from "../../static/words.js";

const WIDEST = 14;

export function createLines(actions) {
  const rows = make("div", { class: "rows", role: "group", "aria-label": say("picture.from") });
  const columns = make("div", { class: "columns", role: "group", "aria-label": say("picture.to") });
  const canvas = make("canvas", { "aria-hidden": "true" });
  const middle = make("div", { class: "between" }, canvas);
  const slider = make("input", { type: "range", min: 10, max: 100, step: 5, "aria-label": say("picture.lines_share") });
  const kept = make("output", {});
  const element = make("div", { "data-look": "lines", class: "lines" },
    make("div", { class: "pair" }, rows, middle, columns),
    make("label", { class: "kept" }, slider, kept));
  const faint = document.createElement("canvas");
  let scene = null;
  let built = {};
  let painted = "";

  slider.addEventListener("input", () => actions.set({ share: Number(slider.value) === 80 ? null : Number(slider.value) }));
  listen(rows, actions);
  new ResizeObserver(() => scene && paint()).observe(middle);

  return {
    element,
    draw(next) {
      scene = next;
      if (built.rows !== scene.rows || built.columns !== scene.columns) build();
      slider.value = scene.state.share;
      star([...rows.children], scene.star);
      [...columns.children].forEach((node, j) => weigh(node, scene.row[j]));
      const strong = strongest(scene.row, scene.state.share / 100);
      [...columns.children].forEach((node, j) => node.classList.toggle("left-out", !strong.includes(j)));
      write(kept, say("picture.lines_kept", { share: percent(strong.reduce((sum, j) => sum + scene.row[j], 0)) }));
      paint();
    },
  };

  function build() {
    built = scene;
    element.classList.toggle("dense", Math.max(scene.rows.length, scene.columns.length) > 20);
    element.dir = direction(scene.rows);
    rows.replaceChildren(...scene.rows.map((unit) => createToken(unit, { button: true })));
    columns.replaceChildren(...scene.columns.map((unit) => createToken(unit, { share: true })));
  }

  function paint() {
    const { width, height } = middle.getBoundingClientRect();
    if (!width) return;
    const colours = palette(element);
    const heights = [rows, columns].map((side) => [...side.children].map((node) => node.offsetTop + node.offsetHeight / 2));
    const mirrored = element.dir === "rtl";
    const now = [width, height, colours.card, scene.state.share, mirrored].join();
    if (painted.now !== now || painted.weights !== scene.weights) {
      painted = { now, weights: scene.weights };
      const context = prepare(faint, width, height);
      context.strokeStyle = colours.attention;
      context.globalAlpha = 0.2;
      scene.rows.forEach((_, i) => draw(context, i));
    }
    const context = prepare(canvas, width, height);
    context.drawImage(faint, 0, 0, width, height);
    context.strokeStyle = colours.attention;
    context.lineCap = "round";
    draw(context, scene.star);

    function draw(to, i) {
      const count = scene.columns.length;
      const row = scene.weights.subarray(i * count, (i + 1) * count);
      for (const j of strongest(row, scene.state.share / 100)) {
        const [from, end] = mirrored ? [width, 0] : [0, width];
        to.lineWidth = Math.max(1, row[j] * WIDEST);
        to.beginPath();
        to.moveTo(from, heights[0][i]);
        to.bezierCurveTo(width / 2, heights[0][i], width / 2, heights[1][j], end, heights[1][j]);
        to.stroke();
      }
    }
  }
}

/** The places of the largest weights that together make up `share` of the row. */
export function strongest(row, share) {
  const order = [...row.keys()].filter((j) => row[j] > 0).sort((one, other) => row[other] - row[one]);
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
