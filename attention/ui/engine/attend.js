// Scaled dot-product attention in the browser: attention/reference.py, line for line. The sliders
// of "Attention basics" call it, and so does every head of every model here.

/** @typedef {ArrayLike<number>} Vector a row: a plain or a typed array */

export const SIMILARITIES = ["scaled dot", "dot", "cosine"];

/**
 * @param {Vector} a
 * @param {Vector} b
 */
function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/**
 * The direction of a vector, at length 1; a zero vector has none and stays zero.
 * @param {Vector} vector
 * @returns {number[]}
 */
export function unit(vector) {
  const length = Math.hypot(...Array.from(vector));
  return Array.from(vector, (x) => (length > 0 ? x / length : x));
}

/**
 * Turn scores into weights that add up to 1.
 * @param {Vector} scores
 * @returns {number[]}
 */
export function softmax(scores) {
  let highest = -Infinity;
  for (let i = 0; i < scores.length; i++) highest = Math.max(highest, scores[i]);
  const raised = [];
  let total = 0;
  for (let i = 0; i < scores.length; i++) {
    raised.push(highest === -Infinity ? 0 : Math.exp(scores[i] - highest));
    total += raised[i];
  }
  if (total === 0) return raised; // a row that may look nowhere
  return raised.map((x) => x / total);
}

/**
 * The values, mixed by the weights.
 * @param {number[]} weights
 * @param {Vector[]} value
 */
function mix(weights, value) {
  const output = Array.from(value[0], () => 0);
  for (let j = 0; j < value.length; j++) {
    const row = value[j];
    for (let c = 0; c < output.length; c++) output[c] += weights[j] * row[c];
  }
  return output;
}

/**
 * Let every query look at every key, and mix the values by how strongly it looks:
 * softmax(QKᵀ / √d)V.
 *
 * Returns scores and weights (n_q, n_k), the scores as the softmax sees them, and output
 * (n_q, d_v).
 *
 * @param {Vector[]} query (n_q, d)
 * @param {Vector[]} key (n_k, d)
 * @param {Vector[]} value (n_k, d_v)
 * @param {(boolean | number)[][] | null} mask (n_q, n_k): booleans (true: may look), or numbers
 *   added to the scores (-Infinity: may not)
 * @param {string} similarity
 * @returns {{scores: number[][], weights: number[][], output: number[][]}}
 */
export function attend(query, key, value, mask = null, similarity = "scaled dot") {
  if (!SIMILARITIES.includes(similarity)) throw new RangeError(`unknown similarity ${similarity}`);
  if (similarity === "cosine") [query, key] = [query.map(unit), key.map(unit)];
  const scale = similarity === "scaled dot" ? query[0].length ** -0.5 : 1;
  const scores = query.map((q, i) =>
    key.map((k, j) => masked(dot(q, k) * scale, mask ? mask[i][j] : true)),
  );
  const weights = scores.map(softmax);
  const output = weights.map((row) => mix(row, value));
  return { scores, weights, output };
}

/**
 * @param {number} score
 * @param {boolean | number} allowed
 */
function masked(score, allowed) {
  if (typeof allowed === "number") return score + allowed;
  return allowed ? score : -Infinity;
}
