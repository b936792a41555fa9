// How numbers look on this tab.

/** 1.5 -> "1.50", -1.5 -> "−1.50" with a real minus; never "−0.00"; a masked score is "−∞". */
export function number(x, digits = 2) {
  if (x === -Infinity) return "−∞";
  const text = x.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text.replace("-", "−");
}

/** 0.587 -> "58.7 %". */
export const percent = (weight) => `${(100 * weight).toFixed(1)} %`;

/** Red, green and blue from 0 to 1 -> a CSS colour. */
export const colour = (rgb) =>
  `rgb(${rgb.map((x) => Math.round(255 * Math.min(1, Math.max(0, x)))).join(" ")})`;

/** Position on the 0.05 grid, so that what a link says is exactly what was chosen. */
export const snap = (x, low, high, step) =>
  Number((Math.round(Math.min(high, Math.max(low, x)) / step) * step).toFixed(2));
