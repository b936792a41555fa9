// One layer of a Transformer: attention by many heads at once, then a feed-forward network, each
// followed by "add and normalise". BERT's layers and Marian's differ only in their names.

import { attend } from "./attend.js";
import { add, layerNorm, linear } from "./layers.js";

/**
 * @typedef {import("./layers.js").Linear} Linear
 * @typedef {import("./layers.js").Norm} Norm
 */
/**
 * @typedef {object} AttentionBlock
 * @property {number} heads
 * @property {Linear} query
 * @property {Linear} key
 * @property {Linear} value
 * @property {Linear} output W_o, which joins the heads
 * @property {Norm} norm
 */
/**
 * @typedef {object} FeedForward
 * @property {Linear} expand
 * @property {Linear} contract
 * @property {(x: Float32Array) => Float32Array} activation
 * @property {Norm} norm
 */
/**
 * What a layer's attention did. Rows hold the heads side by side: head h has the numbers from
 * h · d to (h + 1) · d.
 * @typedef {object} Recorded
 * @property {Float32Array} query (n_q, d_model)
 * @property {Float32Array} key (n_k, d_model)
 * @property {Float32Array} value (n_k, d_model)
 * @property {Float32Array} weights (heads, n_q, n_k)
 */
/** @typedef {boolean[][] | null} Mask (n_q, n_k), true: may look; null: everything may be seen */

/**
 * Each head's part of the rows of x (n, d_model), as a list of vectors: [head][row].
 * @param {Float32Array} x
 * @param {number} heads
 * @param {number} dModel
 * @returns {Float32Array[][]}
 */
export function splitHeads(x, heads, dModel) {
  const d = dModel / heads;
  const rows = x.length / dModel;
  return Array.from({ length: heads }, (_, head) =>
    Array.from({ length: rows }, (_, row) => {
      const start = row * dModel + head * d;
      return x.subarray(start, start + d);
    }),
  );
}

/**
 * Let every head attend on its own; returns the weights (heads, n_q, n_k) and the outputs of the
 * heads side by side (n_q, d_model).
 * @param {Float32Array} query (n_q, d_model)
 * @param {Float32Array} key (n_k, d_model)
 * @param {Float32Array} value (n_k, d_model)
 * @param {AttentionBlock} block
 * @param {Mask} mask
 */
export function attendHeads(query, key, value, { heads, output }, mask) {
  const dModel = output.weight.shape[1];
  const d = dModel / heads;
  const [rows, columns] = [query.length / dModel, key.length / dModel];
  const weights = new Float32Array(heads * rows * columns);
  const outputs = new Float32Array(query.length);
  const [q, k, v] = [query, key, value].map((x) => splitHeads(x, heads, dModel));
  for (let head = 0; head < heads; head++) {
    const attended = attend(q[head], k[head], v[head], mask);
    for (let row = 0; row < rows; row++) {
      weights.set(attended.weights[row], (head * rows + row) * columns);
      outputs.set(attended.output[row], row * dModel + head * d);
    }
  }
  return { weights, outputs };
}

/**
 * Attention from the rows of x at the rows of `memory` (x itself, in self-attention).
 * @param {AttentionBlock} block
 * @param {Float32Array} x (n_q, d_model)
 * @param {Float32Array} memory (n_k, d_model)
 * @param {Mask} mask
 * @returns {{recorded: Recorded, x: Float32Array}} what was recorded, and the new rows
 */
export function attentionBlock(block, x, memory, mask) {
  const query = linear(x, block.query);
  const key = linear(memory, block.key);
  const value = linear(memory, block.value);
  const { weights, outputs } = attendHeads(query, key, value, block, mask);
  return { recorded: { query, key, value, weights }, x: joinHeads(block, x, outputs) };
}

/**
 * Join the heads with W_o, add what the rows were, and normalise.
 * @param {AttentionBlock} block
 * @param {Float32Array} x (n, d_model)
 * @param {Float32Array} outputs (n, d_model)
 */
export const joinHeads = (block, x, outputs) =>
  layerNorm(add(x, linear(outputs, block.output)), block.norm);

/**
 * @param {FeedForward} block
 * @param {Float32Array} x (n, d_model)
 */
export const feedForward = ({ expand, contract, activation }, x) =>
  linear(activation(linear(x, expand)), contract);

/**
 * Send every row through the feed-forward network, add what it was, and normalise.
 * @param {FeedForward} block
 * @param {Float32Array} x (n, d_model)
 */
export const feedForwardBlock = (block, x) => layerNorm(add(x, feedForward(block, x)), block.norm);
