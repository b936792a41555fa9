// A unigram model: of all ways to cut a text into pieces, the likeliest (Kudo 2018), by Viterbi.

import { textOf } from "./ranges.js";

/**
 * @typedef {object} Piece
 * @property {number} start the slice of the text
 * @property {number} end
 * @property {number} index which of the model's pieces it is, -1: none, an unknown run
 */

const UNKNOWN_PENALTY = 10; // below the least likely piece

/**
 * @param {[string, number][]} pieces each with the logarithm of how likely it is
 * @param {(number: number) => number} round how the model's own program rounds a sum
 */
export function createUnigram(pieces, round = (number) => number) {
  /** @type {Map<string, number>} */
  const index = new Map();
  pieces.forEach(([piece], place) => index.set(piece, place));
  const scores = pieces.map(([, score]) => round(score));
  const longest = Math.max(...pieces.map(([piece]) => Array.from(piece).length));
  const unknownScore = round(Math.min(...scores) - UNKNOWN_PENALTY);

  /**
   * @param {number[]} codes
   * @returns {Piece[]}
   */
  return (codes) => {
    const length = codes.length;
    const best = new Float64Array(length + 1).fill(-Infinity);
    best[0] = 0;
    const from = new Int32Array(length + 1);
    const piece = new Int32Array(length + 1);
    for (let start = 0; start < length; start++) {
      let hasSingle = false;
      let text = "";
      for (let end = start + 1; end <= length && end - start <= longest; end++) {
        text += String.fromCodePoint(codes[end - 1]);
        const known = index.get(text);
        if (known === undefined) continue;
        hasSingle ||= end === start + 1;
        consider(start, end, scores[known], known);
      }
      if (!hasSingle) consider(start, start + 1, unknownScore, -1);
    }
    return path();

    /**
     * @param {number} start
     * @param {number} end
     * @param {number} score
     * @param {number} known
     */
    function consider(start, end, score, known) {
      const sum = round(best[start] + score);
      if (!(sum > best[end])) return;
      best[end] = sum;
      from[end] = start;
      piece[end] = known;
    }

    function path() {
      /** @type {Piece[]} */
      const cuts = [];
      for (let end = length; end > 0; end = from[end]) {
        const next = cuts[cuts.length - 1];
        const joins = next && next.index < 0 && piece[end] < 0; // an unknown run is one piece
        if (joins) next.start = from[end];
        else cuts.push({ start: from[end], end, index: piece[end] });
      }
      return cuts.reverse();
    }
  };
}

/**
 * @param {number[]} codes
 * @param {Piece} piece
 */
export const pieceText = (codes, { start, end }) => textOf(codes.slice(start, end));
