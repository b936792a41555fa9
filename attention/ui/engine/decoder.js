// The decoder of a translator reads one token at a time. What it computed for the tokens before
// stays: their keys and values are looked at, not computed again.

import { linear } from "./layers.js";
import { attendHeads, feedForwardBlock, joinHeads } from "./transformer_layer.js";

/**
 * @typedef {import("./transformer_layer.js").AttentionBlock} AttentionBlock
 * @typedef {import("./transformer_layer.js").FeedForward} FeedForward
 * @typedef {import("./transformer_layer.js").Recorded} Recorded
 */
/**
 * Where a row may look among the first `columns` columns; null: everywhere.
 * @typedef {(kind: "decoder" | "cross", row: number, columns: number) => boolean[] | null} MaskRow
 */
/**
 * @typedef {object} DecoderParts
 * @property {number} dModel
 * @property {{attention: AttentionBlock, cross: AttentionBlock, feedForward: FeedForward}[]} layers
 * @property {(ids: number[], first: number) => Float32Array} embedTokens
 * @property {(x: Float32Array) => Float32Array} logits
 */
/**
 * @typedef {object} DecoderPass
 * @property {Float32Array[]} hidden (n, d_model) each: the embeddings, then after every layer
 * @property {Recorded[]} decoder self-attention of every layer
 * @property {Recorded[]} cross attention to the encoder's vectors, of every layer
 * @property {Float32Array[]} logits of every row (vocabulary)
 */

/**
 * @param {DecoderParts} model
 * @param {Float32Array} memory (n_k, d_model)
 * @param {MaskRow} maskRow
 */
export function createDecoder(model, memory, maskRow = () => null) {
  const { dModel } = model;
  const sources = memory.length / dModel;
  const layers = model.layers.map((layer) => ({
    ...layer,
    own: { query: rows(), key: rows(), value: rows(), weights: rows() },
    other: { query: rows(), weights: rows() },
    key: linear(memory, layer.cross.key),
    value: linear(memory, layer.cross.value),
  }));
  const hidden = [rows(), ...layers.map(rows)];
  /** @type {Float32Array[]} */
  const logits = [];

  /**
   * Self-attention of the newest row, at itself and the rows before it.
   * @param {typeof layers[number]} layer
   * @param {Float32Array} x (1, d_model)
   */
  function lookBack({ attention, own }, x) {
    const query = own.query.push(linear(x, attention.query));
    own.key.push(linear(x, attention.key));
    own.value.push(linear(x, attention.value));
    const mask = maskRow("decoder", own.key.count - 1, own.key.count);
    const [key, value] = [own.key.joined(), own.value.joined()];
    const attended = attendHeads(query, key, value, attention, mask && [mask]);
    own.weights.push(attended.weights);
    return joinHeads(attention, x, attended.outputs);
  }

  /**
   * Cross-attention of the newest row.
   * @param {typeof layers[number]} layer
   * @param {Float32Array} x (1, d_model)
   */
  function lookAcross({ cross, other, key, value }, x) {
    const query = other.query.push(linear(x, cross.query));
    const mask = maskRow("cross", other.query.count - 1, sources);
    const attended = attendHeads(query, key, value, cross, mask && [mask]);
    other.weights.push(attended.weights);
    return joinHeads(cross, x, attended.outputs);
  }

  return {
    /**
     * Read one more token; returns the logits (vocabulary) of the token that follows.
     * @param {number} id
     */
    step(id) {
      let x = hidden[0].push(model.embedTokens([id], hidden[0].count));
      layers.forEach((layer, i) => {
        x = lookAcross(layer, lookBack(layer, x));
        x = hidden[i + 1].push(feedForwardBlock(layer.feedForward, x));
      });
      logits.push(model.logits(x));
      return logits[logits.length - 1];
    },

    /**
     * Everything that was computed so far.
     * @returns {DecoderPass}
     */
    pass() {
      return {
        hidden: hidden.map((states) => states.joined()),
        logits,
        decoder: layers.map(({ attention, own }) => ({
          query: own.query.joined(),
          key: own.key.joined(),
          value: own.value.joined(),
          weights: byHead(own.weights.list, attention.heads, own.weights.count),
        })),
        cross: layers.map(({ cross, other, key, value }) => ({
          query: other.query.joined(),
          key,
          value,
          weights: byHead(other.weights.list, cross.heads, sources),
        })),
      };
    },
  };
}

/** Rows that come one by one; `joined()` is all of them in one array. */
function rows() {
  /** @type {Float32Array[]} */
  const list = [];
  let buffer = new Float32Array(0);
  let length = 0;
  return {
    list,
    get count() {
      return list.length;
    },
    joined: () => buffer.subarray(0, length),
    /** @param {Float32Array} row */
    push(row) {
      list.push(row);
      if (length + row.length > buffer.length) {
        const longer = new Float32Array(2 * (length + row.length));
        longer.set(buffer);
        buffer = longer;
      }
      buffer.set(row, length);
      length += row.length;
      return row;
    },
  };
}

/**
 * Weights that came row by row, (heads, n) each with n at most `columns`, as (heads, rows,
 * columns): what comes later is looked at with 0.
 * @param {Float32Array[]} list
 * @param {number} heads
 * @param {number} columns
 */
function byHead(list, heads, columns) {
  const weights = new Float32Array(heads * list.length * columns);
  list.forEach((row, i) => {
    const seen = row.length / heads;
    for (let head = 0; head < heads; head++) {
      const start = (head * list.length + i) * columns;
      weights.set(row.subarray(head * seen, (head + 1) * seen), start);
    }
  });
  return weights;
}
