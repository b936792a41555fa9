// Which layer, head and row a picture opens with: attention/default_view.py.

import { CLOSED_CLASSES, PUNCTUATION } from "../shared/contract.js";

/**
 * @typedef {{layer: number, head: number | null}} HeadPlace head null: the mean of all
 * @typedef {HeadPlace & {row: number}} View
 * @typedef {number[][]} Words the places of each word's pieces
 */
/**
 * @typedef {object} Job what a head was seen to do, as jobs.json has it
 * @property {number} layer
 * @property {number} head
 * @property {string} name
 * @property {number} share
 * @property {number} offset
 * @property {number} words
 */
/**
 * @typedef {object} Looked the parts of a map that are read
 * @property {string} kind
 * @property {string[]} rows
 * @property {string[]} columns
 * @property {number[]} row_words
 * @property {number[]} column_words
 * @property {number} heads
 * @property {Float32Array} weights
 */

const CLEAR_LOOK = 0.5; // of a row's weight: what is worth opening on
// Of equal looks the first wins, in Python too, whose last digits are others.
const rounded = (/** @type {number} */ look) => Math.round(look * 1000) / 1000;
const closedClasses = new Set(CLOSED_CLASSES);

/**
 * Jobs as the picture lists them, best gain over position first.
 * @param {Job[]} jobs
 */
export const sortJobs = (jobs) => {
  const gain = (/** @type {Job} */ { share, offset }) => share - offset;
  return [...jobs].sort((a, b) => gain(b) - gain(a) || a.layer - b.layer || a.head - b.head);
};

/**
 * Of the heads that have a job, the best that has a clear look from a word of an open class at
 * another ordinary word, else from any; on the word with the clearest. Else the head that opens,
 * and its row with the largest look.
 * @param {Looked} map
 * @param {Job[]} jobs sorted
 * @param {HeadPlace} opening
 * @returns {View}
 */
export function defaultView(map, jobs, opening) {
  const rows = wordsOf(map.rows, map.row_words);
  const columns = wordsOf(map.columns, map.column_words);
  const telling = rows.filter((row) => !closedClasses.has(textOf(map, row)));
  for (const fromWords of map.kind === "cross" ? [] : [telling, rows]) {
    for (const { layer, head } of jobs) {
      const row = clearest(rows, largestLooks(map, layer, head, rows, columns), fromWords);
      if (row !== null) return { layer, head, row };
    }
  }
  const { layer, head } = opening;
  if (!rows.length || !columns.length) {
    return {
      layer,
      head,
      row: Math.max(
        0,
        map.row_words.findIndex((word) => word >= 0),
      ),
    };
  }
  const largest = largestLooks(map, layer, head, rows, columns);
  return { layer, head, row: rows[largest.indexOf(Math.max(...largest))][0] };
}

/**
 * The places of the pieces of every ordinary word, word after word.
 * @param {string[]} tokens
 * @param {number[]} numbers
 * @returns {Words}
 */
function wordsOf(tokens, numbers) {
  /** @type {Map<number, number[]>} */
  const words = new Map();
  numbers.forEach((number, place) => {
    if (number >= 0) words.set(number, [...(words.get(number) ?? []), place]);
  });
  return [...words.values()].filter((places) => !places.every((i) => isPunctuation(tokens[i])));
}

/** @param {string} token */
function isPunctuation(token) {
  const letters = [...token.replace(/^##/, "").replaceAll("▁", "")];
  const isMark = (/** @type {string} */ letter) => {
    const code = letter.codePointAt(0) ?? 0;
    return PUNCTUATION.some(([first, last]) => first <= code && code <= last);
  };
  return letters.length > 0 && letters.every(isMark);
}

/**
 * The largest look of every word at another: looks are added up over the pieces looked at, and
 * averaged over the pieces that look.
 * @param {Looked} map
 * @param {number} layer
 * @param {number | null} head
 * @param {Words} rows
 * @param {Words} columns
 */
function largestLooks(map, layer, head, rows, columns) {
  const [n, width] = [map.rows.length, map.columns.length];
  const heads = head === null ? [...Array(map.heads).keys()] : [head];
  const weight = (/** @type {number} */ row, /** @type {number} */ column) =>
    heads.reduce(
      (sum, h) => sum + map.weights[((layer * map.heads + h) * n + row) * width + column],
      0,
    ) / heads.length;
  const look = (/** @type {number[]} */ row, /** @type {number[]} */ column) =>
    row.flatMap((i) => column.map((j) => weight(i, j))).reduce((a, b) => a + b, 0) / row.length;
  return rows.map((row, i) => {
    const others = columns.filter((_, j) => map.kind === "cross" || i !== j);
    return rounded(Math.max(0, ...others.map((column) => look(row, column))));
  });
}

/**
 * The first piece of the word, of `fromWords`, with the largest clear look; null if there is none.
 * @param {Words} rows
 * @param {number[]} largest
 * @param {Words} fromWords
 */
function clearest(rows, largest, fromWords) {
  /** @type {number | null} */
  let best = null;
  for (const i of rows.keys()) {
    if (largest[i] < CLEAR_LOOK || !fromWords.includes(rows[i])) continue;
    if (best === null || largest[i] > largest[best]) best = i;
  }
  return best === null ? null : rows[best][0];
}

/**
 * @param {Looked} map
 * @param {number[]} places
 */
const textOf = (map, places) =>
  places
    .map((i) => map.rows[i].replace(/^##/, "").replaceAll("▁", ""))
    .join("")
    .toLowerCase();
