// WordPiece: the longest pieces of the vocabulary that a word begins with, one after the other.

import { textOf } from "./ranges.js";

/** @typedef {{id: number, start: number, end: number}} Piece a piece and its slice of the word */

const MAX_WORD = 100; // characters; a longer word is unknown

/**
 * @param {Map<string, number>} vocabulary
 * @param {string} inside what a piece inside a word begins with: ##
 * @param {number} unknown
 */
export function createWordPieces(vocabulary, inside, unknown) {
  /**
   * @param {number[]} word
   * @returns {Piece[]}
   */
  return (word) => {
    const whole = [{ id: unknown, start: 0, end: word.length }];
    if (word.length > MAX_WORD) return whole;
    /** @type {Piece[]} */
    const pieces = [];
    let start = 0;
    while (start < word.length) {
      /** @type {number | undefined} */
      let id;
      let end = word.length;
      for (; end > start; end--) {
        id = vocabulary.get((start ? inside : "") + textOf(word.slice(start, end)));
        if (id !== undefined) break;
      }
      if (id === undefined) return whole;
      pieces.push({ id, start, end });
      start = end;
    }
    return pieces;
  };
}
