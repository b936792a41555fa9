// How a weight is printed and shaded: the same in every way of looking.

/** "31 %", with one decimal where whole percents would mislead: "0.4 %", "99.7 %". */
export function percent(weight) {
  const share = weight * 100;
  if (share <= 0) return "0 %";
  if (share < 0.05) return "< 0.1 %";
  if (share >= 99.95 && share < 99.9999) return "> 99.9 %";
  const misleads = share < 0.95 || (share >= 99.5 && share < 99.95);
  return `${misleads ? share.toFixed(1) : Math.round(share)} %`;
}

/**
 * How strongly a weight is shaded, 0 to 1: weak ones are lifted a little, so that they are seen.
 */
export const shade = (weight) => Math.min(1, Math.max(0, weight)) ** 0.7;

/** The exact share, for data-weight. */
export const exact = (weight) => String(Number(weight.toFixed(7)));
