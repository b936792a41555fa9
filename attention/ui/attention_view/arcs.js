// Arcs from the ★ word to the words it looks at; an arc's width is the weight.

const FAINTEST = 0.015; // below this an arc says less than the number under the word
const WIDEST = 18;
const TALLEST = 44;

/** Where the words lie over `svg`: {x, top, bottom} of each. */
export function places(svg, nodes) {
  const base = svg.getBoundingClientRect();
  return Array.from(nodes, (node) => {
    const box = node.getBoundingClientRect();
    const x = box.left - base.left + box.width / 2;
    return { x, top: box.top - base.top, bottom: box.bottom - base.top };
  });
}

/** Put one arc into `svg`, which lies under the words, from the place `start` to each of `ends`. */
export function placeArcs(svg, start, ends, same) {
  svg.replaceChildren(
    ...ends.map((end) => {
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("d", end === start ? loop(start) : curve(start, end, same));
      return path;
    }),
  );
}

/** Give each arc its weight: while a hand drags only this changes, and no arc is made anew. */
export function weighArcs(svg, weights) {
  [...svg.children].forEach((path, j) => {
    const weight = weights[j];
    path.setAttribute("stroke-width", Math.max(1, weight * WIDEST).toFixed(2));
    path.setAttribute(
      "stroke-opacity",
      weight < FAINTEST ? 0 : Math.min(1, 0.3 + weight * 1.4).toFixed(2),
    );
  });
}

/**
 * Over the words of one line, at most `tallest` high; between lines, from the near edge of one to
 * that of the other.
 */
export function curve(start, end, same, tallest = TALLEST) {
  if (same && Math.abs(start.top - end.top) < 8) {
    const rise = Math.min(tallest, 14 + Math.abs(end.x - start.x) * 0.2) * 1.33;
    const bends = `${start.x} ${start.top - rise},${end.x} ${end.top - rise}`;
    return `M${start.x} ${start.top} C${bends},${end.x} ${end.top}`;
  }
  const [y0, y1] = end.top > start.top ? [start.bottom, end.top] : [start.top, end.bottom];
  const middle = (y0 + y1) / 2;
  return `M${start.x} ${y0} C${start.x} ${middle},${end.x} ${middle},${end.x} ${y1}`;
}

/** Wide enough for its own width and for the arcs that start inside it. */
const loop = ({ x, top }) =>
  `M${x - 14} ${top} C${x - 26} ${top - 44},${x + 26} ${top - 44},${x + 14} ${top}`;
