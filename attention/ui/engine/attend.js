// Scaled dot-product attention in the browser: attention/reference.py, line for line, on nested
// arrays. A test holds the two together over random cases.

export const SIMILARITIES = ["scaled dot", "dot", "cosine"];

const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);

/** The direction of a vector, at length 1; a zero vector has none and stays zero. */
export function unit(vector) {
  const length = Math.hypot(...vector);
  return length > 0 ? vector.map((x) => x / length) : vector;
}

function softmax(scores) {
  const highest = Math.max(...scores);
  if (highest === -Infinity) return scores.map(() => 0); // a row that may look nowhere
  const raised = scores.map((score) => Math.exp(score - highest));
  const total = raised.reduce((sum, x) => sum + x, 0);
  return raised.map((x) => x / total);
}

/**
 * Let every query look at every key, and mix the values by how strongly it looks.
 *
 * query (n_q, d), key (n_k, d), value (n_k, d_v). mask (n_q, n_k) holds booleans (true: may look)
 * or numbers added to the scores (-Infinity: may not). Returns scores and weights (n_q, n_k), the
 * scores as the softmax sees them, and output (n_q, d_v).
 */
export function attend(query, key, value, mask = null, similarity = "scaled dot") {
  if (!SIMILARITIES.includes(similarity)) throw new RangeError(`unknown similarity ${similarity}`);
  if (similarity === "cosine") [query, key] = [query.map(unit), key.map(unit)];
  const scale = similarity === "scaled dot" ? query[0].length ** -0.5 : 1;
  const seen = (score, allowed) => {
    if (allowed === undefined || allowed === true) return score;
    return allowed === false ? -Infinity : score + allowed;
  };
  const scores = query.map((q, i) => key.map((k, j) => seen(dot(q, k) * scale, mask?.[i][j])));
  const weights = scores.map(softmax);
  const channels = value[0].map((_, c) => value.map((v) => v[c]));
  const output = weights.map((row) => channels.map((channel) => dot(row, channel)));
  return { scores, weights, output };
}
