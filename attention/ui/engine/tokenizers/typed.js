// What was typed where a token stands: attention/typed.py. Slices are of code points.

import { characterClass, textOf } from "./ranges.js";
import { isWithinSign } from "./sentence.js";
import { INVISIBLE } from "./tables.js";

/** @typedef {[number, number]} Span */

const SPACE = 0x20;
const isInvisible = characterClass(INVISIBLE);

/**
 * Stretch spans, in the order of the text, until no sign that was typed stands outside.
 * @param {Span[]} spans
 * @param {number[]} text
 * @returns {Span[]}
 */
export function covering(spans, text) {
  const stretched = [...spans];
  const places = [...spans.keys()].filter((place) => spans[place][0] < spans[place][1]);
  let past = 0;
  places.forEach((place, number) => {
    let [start, end] = spans[place];
    const follows = number + 1 < places.length ? spans[places[number + 1]][0] : text.length;
    while (start > past && text[start - 1] !== SPACE) start--;
    while (end < follows && text[end] !== SPACE) end++;
    stretched[place] = [start, end];
    past = Math.max(past, end);
  });
  return stretched;
}

/**
 * What was typed for each token, so that those of a word, end to end, are the word.
 * @param {Span[]} spans
 * @param {number[]} text
 */
export function typedWords(spans, text) {
  let past = 0;
  return spans.map(([start, end]) => {
    const word = typedText(text, Math.max(start, past), end);
    past = Math.max(past, end);
    return word;
  });
}

/**
 * @param {number[]} text
 * @param {number} start
 * @param {number} end
 */
export const typedText = (text, start, end) =>
  textOf(text.slice(start, Math.max(start, end))).replace(/^ +| +$/g, "");

/**
 * Whether a token goes on with the sign, an emoji for instance, of the token before.
 * @param {Span | null} before
 * @param {Span | null} span
 * @param {number[]} text
 */
export function goesOnWithSign(before, span, text) {
  if (!before || !span) return false;
  if (span[0] === before[1]) {
    return span[0] > 0 && span[0] < text.length && isWithinSign(text, span[0]);
  }
  return span[0] < before[1];
}

/**
 * The text, or the number of its first character where no one could see it: "U+FE0F".
 * @param {string} text
 */
export function visible(text) {
  const codes = Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
  const isSeen = (/** @type {number} */ code) => !isInvisible(code);
  if (!codes.length) return text;
  const isSelectors = codes.every((code) => code >= 0xfe00 && code <= 0xfe0f);
  if (codes.some(isSeen) && !isSelectors) return text;
  return `U+${codes[0].toString(16).toUpperCase().padStart(4, "0")}`;
}
