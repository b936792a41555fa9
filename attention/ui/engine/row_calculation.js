// One row's calculation (attention/row_sum.py): how one head gets from a query to its weights and
// its output, how the heads are joined, and what the next layer reads of the row.

import { attend } from "./attend.js";
import { add, layerNorm } from "./layers.js";
import { feedForward, splitHeads } from "./transformer_layer.js";

/**
 * @typedef {import("./transformer_layer.js").Recorded} Recorded
 * @typedef {import("./transformer_layer.js").AttentionBlock} AttentionBlock
 * @typedef {import("./transformer_layer.js").FeedForward} FeedForward
 */
/**
 * @typedef {object} RowPlace
 * @property {Recorded} recorded what the layer's attention did
 * @property {AttentionBlock} block
 * @property {number} dModel
 * @property {number} head
 * @property {number} row
 * @property {boolean[] | null} mask where the row may look
 */

/** @param {ArrayLike<number>} vector */
const norm = (vector) => Math.hypot(...Array.from(vector));

/**
 * Compute again how a row of a head came by its weights and its output, step by step: products q·k,
 * scaled = q·k/√d, scores (null: may not be seen) and weights; lengths of the values, and moved =
 * weight × length (Kobayashi et al. 2020); the output. difference is the largest one between these
 * weights and those the model used.
 * @param {RowPlace} place
 */
export function rowCalculation(place) {
  const { recorded, head, row } = place;
  const { query, keys, values, mask } = headOf(place, head);
  const [products] = attend(query, keys, values, null, "dot").scores;
  const [scaled] = attend(query, keys, values).scores;
  const attended = attend(query, keys, values, mask);
  const weights = attended.weights[0];
  const lengths = values.map(norm);
  const rows = recorded.query.length / place.dModel;
  const start = (head * rows + row) * keys.length;
  return {
    query: Array.from(query[0]),
    keys: keys.map((key) => Array.from(key)),
    values: values.map((value) => Array.from(value)),
    products,
    scaled,
    scores: attended.scores[0].map((score) => (score === -Infinity ? null : score)),
    weights,
    lengths,
    moved: weights.map((weight, column) => weight * lengths[column]),
    output: attended.output[0],
    difference: Math.max(...weights.map((w, i) => Math.abs(w - recorded.weights[start + i]))),
    joined: outputProjection(place),
  };
}

/**
 * How the heads of a row are joined: W_o times each head's output, added up, plus a bias. heads and
 * bias are lengths; output (d_model) is the sum, and length its length.
 * @param {RowPlace} place
 */
export function outputProjection(place) {
  const { weight, bias } = place.block.output;
  const d = place.dModel / place.block.heads;
  const output = Array.from(bias.data);
  const heads = Array.from({ length: place.block.heads }, (_, head) => {
    const { query, keys, values, mask } = headOf(place, head);
    const [vector] = attend(query, keys, values, mask).output;
    const part = output.map((_, i) => {
      let sum = 0;
      for (let j = 0; j < d; j++) sum += weight.data[i * place.dModel + head * d + j] * vector[j];
      return sum;
    });
    part.forEach((x, i) => (output[i] += x));
    return norm(part);
  });
  return { heads, bias: norm(bias.data), output, length: norm(output) };
}

/**
 * @param {RowPlace} place
 * @param {number} head
 */
function headOf({ recorded, block, dModel, row, mask }, head) {
  const [query, keys, values] = [recorded.query, recorded.key, recorded.value].map(
    (x) => splitHeads(x, block.heads, dModel)[head],
  );
  return { query: [query[row]], keys, values, mask: mask && [mask] };
}

/**
 * From one layer to the next: the row's own vector, what it gathered, both together normalised, the
 * feed-forward network's answer to that, and again both together normalised, which is what the next
 * layer reads. In a translator's decoder self-attention has no feed-forward network behind it:
 * cross-attention reads what it hands on. lengths and cosines (with own: how little it turned) are
 * in this order, as attention/next_layer.py has them.
 * @param {{block: AttentionBlock, feed: FeedForward | null, own: Float32Array}} place
 * @param {ArrayLike<number>} gathered (d_model)
 */
export function toNextLayer({ block, feed, own }, gathered) {
  const normalised = layerNorm(add(own, Float32Array.from(gathered)), block.norm);
  const fed = feed && feedForward(feed, normalised);
  const next = feed && fed ? layerNorm(add(normalised, fed), feed.norm) : normalised;
  const steps = {
    own: Array.from(own),
    gathered: Array.from(gathered),
    normalised: Array.from(normalised),
    fed: fed && Array.from(fed),
    next: Array.from(next),
  };
  return {
    ...steps,
    lengths: Object.values(steps).map((step) => step && norm(step)),
    cosines: Object.values(steps).map((step) => step && cosine(step, steps.own)),
  };
}

/**
 * @param {number[]} x
 * @param {number[]} y
 */
function cosine(x, y) {
  const lengths = norm(x) * norm(y);
  return lengths && x.reduce((sum, number, i) => sum + number * y[i], 0) / lengths;
}
