// Arcs from the ★ word to the words it looks at; an arc's width is the weight.

const FAINTEST = 0.015; // below this an arc says less than the number under the word
const WIDEST = 18;
const TALLEST = 44;

/** Draw into `svg`, which lies under the words, from one word to others by their weights. */
export function drawArcs(svg, from, to, weights, same) {
  const base = svg.getBoundingClientRect();
  const place = (node) => {
    const box = node.getBoundingClientRect();
    const x = box.left - base.left + box.width / 2;
    return { x, top: box.top - base.top, bottom: box.bottom - base.top };
  };
  const start = place(from);
  const paths = to
    .map((node, j) => ({ node, weight: weights[j] }))
    .filter(({ weight }) => weight >= FAINTEST)
    .sort((one, other) => one.weight - other.weight)
    .map(({ node, weight }) => arc(node === from ? loop(start) : curve(start, place(node), same), weight));
  svg.replaceChildren(...paths);
}

function arc(d, weight) {
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", d);
  path.setAttribute("stroke-width", Math.max(1, weight * WIDEST).toFixed(2));
  path.setAttribute("stroke-opacity", Math.min(1, 0.3 + weight * 1.4).toFixed(2));
  return path;
}

/** Over the words of one line; between lines, from the near edge of one to that of the other. */
function curve(start, end, same) {
  if (same && Math.abs(start.top - end.top) < 8) {
    const rise = Math.min(TALLEST, 14 + Math.abs(end.x - start.x) * 0.2) * 1.33;
    return `M${start.x} ${start.top} C${start.x} ${start.top - rise},${end.x} ${end.top - rise},${end.x} ${end.top}`;
  }
  const [y0, y1] = end.top > start.top ? [start.bottom, end.top] : [start.top, end.bottom];
  const middle = (y0 + y1) / 2;
  return `M${start.x} ${y0} C${start.x} ${middle},${end.x} ${middle},${end.x} ${y1}`;
}

/** Wide enough for its own width and for the arcs that start inside it. */
const loop = ({ x, top }) => `M${x - 14} ${top} C${x - 26} ${top - 44},${x + 26} ${top - 44},${x + 14} ${top}`;
