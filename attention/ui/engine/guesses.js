// The likeliest entries of the vocabulary.

import { softmax } from "./attend.js";

/**
 * @typedef {{id: number, probability: number}} Guess
 */

/**
 * The `count` likeliest entries, likeliest first.
 * @param {ArrayLike<number>} probabilities
 * @param {number} count
 * @returns {Guess[]}
 */
export function likeliest(probabilities, count) {
  /** @type {Guess[]} */
  const best = [];
  for (let id = 0; id < probabilities.length; id++) {
    const probability = probabilities[id];
    if (best.length === count && probability <= best[count - 1].probability) continue;
    const place = best.findIndex((guess) => guess.probability < probability);
    best.splice(place < 0 ? best.length : place, 0, { id, probability });
    best.length = Math.min(best.length, count);
  }
  return best;
}

/**
 * What a row of logits says is likeliest.
 * @param {Float32Array} logits (vocabulary)
 * @param {number} count
 */
export const guess = (logits, count) => likeliest(softmax(logits), count);
