// How BERT's tokenizer cleans a text and takes it apart into words, as the tokenizers library does:
// controls out, blanks alike, space around Chinese characters, accents off, lower case.

import { combiningClass, nfd } from "./normal_forms.js";
import { characterClass, unpackMapping } from "./ranges.js";
import * as tables from "./tables.js";

/** @typedef {{code: number, at: number}} Placed a code, and the place of the one it comes from */
/** @typedef {Placed[]} Word */

const SPACE = 0x20;
const isRemoved = characterClass(tables.BERT_REMOVED);
const isSpace = characterClass(tables.BERT_SPACE);
const isChinese = characterClass(tables.BERT_CHINESE);
const isAccent = characterClass(tables.BERT_ACCENT);
const isPunctuation = characterClass(tables.BERT_PUNCTUATION);
const isUndecomposed = characterClass(tables.BERT_UNDECOMPOSED);
const isUnordered = characterClass(tables.BERT_UNORDERED);
const lower = unpackMapping(tables.BERT_LOWER);

/** @param {Placed} placed */
const classOf = ({ code }) => (isUnordered(code) ? 0 : combiningClass(code));

/**
 * The words of a text: what stands between blanks, a punctuation mark or a Chinese character alone.
 * @param {number[]} codes
 * @returns {Word[]}
 */
export function bertWords(codes) {
  /** @type {Word[]} */
  const words = [[]];
  for (const placed of normalised(codes)) {
    if (placed.code === SPACE) words.push([]);
    else if (isPunctuation(placed.code)) words.push([placed], []);
    else words[words.length - 1].push(placed);
  }
  return words.filter((word) => word.length);
}

/** @param {number[]} codes */
function normalised(codes) {
  /** @type {Placed[]} */
  const parts = [];
  codes.forEach((code, at) => {
    if (isRemoved(code)) return;
    if (isSpace(code)) parts.push({ code: SPACE, at });
    else if (isChinese(code)) {
      for (const part of [SPACE, ...decomposed(code), SPACE]) parts.push({ code: part, at });
    } else for (const part of decomposed(code)) parts.push({ code: part, at });
  });
  return inOrder(parts)
    .filter(({ code }) => !isAccent(code))
    .flatMap(({ code, at }) => (lower.get(code) ?? [code]).map((into) => ({ code: into, at })));
}

/** @param {number} code */
const decomposed = (code) => (isUndecomposed(code) ? [code] : nfd(code));

/**
 * Unicode's order of marks. Which character a mark came from stays where it was in the text, as in
 * the library.
 * @param {Placed[]} parts
 */
function inOrder(parts) {
  const places = parts.map(({ at }) => at);
  for (let i = 1; i < parts.length; i++) {
    const part = parts[i];
    const own = classOf(part);
    if (!own) continue;
    let place = i;
    for (; place > 0 && classOf(parts[place - 1]) > own; place--) parts[place] = parts[place - 1];
    parts[place] = part;
  }
  return parts.map(({ code }, i) => ({ code, at: places[i] }));
}
