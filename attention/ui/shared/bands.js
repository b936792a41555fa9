// A vector as a band: one bar a number, up from the middle if it is positive, down if negative.

import { make } from "./dom.js";
import { svg } from "./svg.js";

const HALF = 10; // units of height on either side of the middle

/** `largest` is the size that fills the band, so that bands can be compared. */
export function band(role, numbers, largest) {
  const bars = numbers.map((x, i) => {
    const height = (Math.abs(x) / largest) * HALF || 0;
    const up = x < 0 ? height : -height;
    return `M${i} ${HALF}v${up.toFixed(2)}h.8v${(-up).toFixed(2)}z`;
  });
  return svg(
    "svg",
    {
      class: `band ${role}`,
      viewBox: `0 0 ${numbers.length} ${2 * HALF}`,
      preserveAspectRatio: "none",
      "aria-hidden": "true",
    },
    svg("path", { class: "middle", d: `M0 ${HALF}h${numbers.length}` }),
    svg("path", { d: bars.join("") }),
  );
}

export const sizeOf = (...vectors) => Math.max(...vectors.flat().map(Math.abs), 1e-9);

/** Bands with their names, one below the other. */
export const named = (...rows) =>
  make(
    "div",
    { class: "bands" },
    ...rows.flatMap(([name, role, one]) => [make("span", { class: role }, name), one]),
  );
