// What stands between the two halves of a feed-forward layer: GELU in BERT, swish in Marian.

const END = 6; // from here on erf is 1, to double precision
const STEPS = 128; // table entries from one whole number to the next
const SLOPE = 2 / Math.sqrt(Math.PI); // of erf at 0

/**
 * erf by its series, all of whose terms are positive: 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!!
 * @param {number} x
 */
function series(x) {
  let term = x;
  let sum = 0;
  for (let n = 0; sum + term !== sum; n++) {
    sum += term;
    term *= (2 * x * x) / (2 * n + 3);
  }
  return SLOPE * Math.exp(-x * x) * sum;
}

const places = Array.from({ length: END * STEPS + 1 }, (_, i) => i / STEPS);
const values = Float64Array.from(places, series);
// The slope of each entry, times the width of a step.
const slopes = Float64Array.from(places, (x) => (SLOPE * Math.exp(-x * x)) / STEPS);

/**
 * The error function, within 1e-10: between two entries of the table runs the cubic that has their
 * values and slopes (Hermite interpolation).
 * @param {number} x
 */
export function erf(x) {
  const size = Math.abs(x);
  if (!(size < END)) return Number.isNaN(x) ? x : Math.sign(x);
  const i = Math.floor(size * STEPS);
  const t = size * STEPS - i;
  const rise = values[i + 1] - values[i];
  const bend = (1 - t) * (slopes[i] - rise) - t * (slopes[i + 1] - rise);
  const y = values[i] + t * (rise + (1 - t) * bend);
  return x < 0 ? -y : y;
}

/**
 * GELU as BERT computes it (Hendrycks & Gimpel 2016): x times the normal distribution's Φ(x).
 * @param {Float32Array} x
 */
export const gelu = (x) => x.map((number) => 0.5 * number * (1 + erf(number * Math.SQRT1_2)));

/**
 * Swish, also called SiLU (Ramachandran et al. 2017): x times its logistic function.
 * @param {Float32Array} x
 */
export const swish = (x) => x.map((number) => number / (1 + Math.exp(-number)));
