// All heads at a glance: layers down, heads across, a small grid each, in which the ★ row, or where
// it is looked at its column, is marked; a tap opens one.

import { paintOn, palette, ramp } from "./canvas.js";
import { make } from "../shared/dom.js";
import { weighAll } from "./scene.js";
import { t } from "../shared/messages.js";

const LARGEST = 120;
const LABEL = 22; // room for the numbers of layers and heads
const GAP = 4;
const LIFT = Math.sqrt; // more than elsewhere: a thumbnail is read as a pattern, not cell by cell
const MOVE = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export function createHeads(actions) {
  const canvas = make("canvas", { "aria-hidden": "true" });
  const chosen = make("div", { class: "chosen-head" });
  const stars = make("div", { class: "star-rows" });
  const board = make(
    "div",
    { class: "board", tabindex: "0", role: "group", "aria-label": t("picture.board") },
    canvas,
    stars,
    chosen,
  );
  const open = make(
    "button",
    { class: "chip", type: "button", onclick: () => actions.set({ look: "matrix" }) },
    t("picture.open_head"),
  );
  const element = make("div", { "data-look": "heads", class: "heads" }, board, open);
  let scene = null;
  let size = null;
  let painted = {};

  new ResizeObserver(() => scene && refresh()).observe(element);
  board.addEventListener("click", (event) => {
    const box = canvas.getBoundingClientRect();
    const at = (offset, count) =>
      Math.min(count - 1, Math.max(0, Math.floor((offset - LABEL) / size.pitch)));
    const { layers, heads } = scene.state.map;
    actions.set({
      layer: at(event.clientY - box.top, layers),
      head: at(event.clientX - box.left, heads),
      look: "matrix",
    });
  });
  board.addEventListener("keydown", (event) => {
    if (event.key === "Enter") actions.set({ look: "matrix" });
    if (!MOVE[event.key]) return;
    event.preventDefault();
    const { map, layer, head } = scene.state;
    const [down, across] = MOVE[event.key];
    const within = (place, count) => Math.min(count - 1, Math.max(0, place));
    actions.set({
      layer: within(layer + down, map.layers),
      head: within((head === "mean" ? 0 : head) + across, map.heads),
    });
  });

  return {
    element,
    draw(next) {
      scene = next;
      refresh();
    },
  };

  function refresh() {
    const width = element.clientWidth;
    if (!width) return;
    const colours = palette(element);
    const { map, layer, head } = scene.state;
    if (
      painted.rows !== scene.grid.rows ||
      painted.columns !== scene.grid.columns ||
      painted.width !== width ||
      painted.card !== colours.card
    ) {
      painted = { ...scene.grid, width, card: colours.card };
      size = paint(canvas, scene, width, colours);
    }
    const mean = head === "mean";
    const { pitch, thumb } = size;
    Object.assign(chosen.style, {
      transform: `translate(${LABEL + (mean ? 0 : head * pitch)}px, ${LABEL + layer * pitch}px)`,
      width: `${mean ? pitch * map.heads - GAP : thumb}px`,
      height: `${thumb}px`,
    });
    mark();
  }

  /** One pattern lies over all thumbnails. */
  function mark() {
    const { map } = scene.state;
    const { pitch, thumb } = size;
    const band = thumb / scene.rows.length;
    const start = Math.round(scene.star * band);
    const end = Math.max(start + 2, Math.round((scene.star + 1) * band));
    const [along, across] = scene.by ? ["right", "bottom"] : ["bottom", "right"];
    Object.assign(stars.style, {
      transform: `translate(${LABEL}px, ${LABEL}px)`,
      width: `${pitch * map.heads}px`,
      height: `${pitch * map.layers}px`,
      backgroundSize: `${pitch}px ${pitch}px`,
      backgroundImage:
        `linear-gradient(to ${across}, transparent ${thumb}px, var(--card) ${thumb}px), ` +
        `linear-gradient(to ${along}, transparent ${start}px, var(--query) ${start}px ${end}px, ` +
        `transparent ${end}px)`,
    });
  }
}

function paint(canvas, { state: { map }, grid: { rows, columns } }, width, colours) {
  const thumb = Math.min(LARGEST, Math.floor((width - LABEL) / map.heads) - GAP);
  const pitch = thumb + GAP;
  const shades = new Uint32Array(
    ramp(colours, LIFT).map(([r, g, b]) => (255 << 24) | (b << 16) | (g << 8) | r),
  );
  const small = document.createElement("canvas");
  [small.width, small.height] = [columns.length, rows.length];
  const brush = small.getContext("2d");
  const image = brush.createImageData(columns.length, rows.length);
  const pixels = new Uint32Array(image.data.buffer);
  const weights = new Float64Array(pixels.length);
  const steps = 255 / map.whole;
  paintOn(canvas, LABEL + pitch * map.heads, LABEL + pitch * map.layers, (context) => {
    context.imageSmoothingEnabled = thumb < columns.length;
    context.font = "11px system-ui, sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (let layer = 0; layer < map.layers; layer++) {
      for (let head = 0; head < map.heads; head++) {
        const start = (layer * map.heads + head) * map.rows.length * map.columns.length;
        weighAll(weights, map.weights, rows, columns, map.columns.length, start);
        for (let i = 0; i < pixels.length; i++) pixels[i] = shades[Math.round(weights[i] * steps)];
        brush.putImageData(image, 0, 0);
        const [x, y] = [LABEL + head * pitch, LABEL + layer * pitch];
        context.drawImage(small, x, y, thumb, thumb);
        context.strokeStyle = colours.line;
        context.strokeRect(x + 0.5, y + 0.5, thumb - 1, thumb - 1);
      }
    }
    context.fillStyle = colours["ink-soft"];
    for (let i = 0; i < map.heads; i++)
      context.fillText(i + 1, LABEL + i * pitch + thumb / 2, LABEL / 2);
    for (let i = 0; i < map.layers; i++)
      context.fillText(i + 1, LABEL / 2, LABEL + i * pitch + thumb / 2);
  });
  return { pitch, thumb };
}
