// What a tokenizer hands on: a list for every property, and how the tokens of a word are numbered.

import { goesOnWithSign, typedText, typedWords, visible } from "./typed.js";

/** @typedef {[number, number]} Span a slice of what was typed, in code points */
/**
 * A token of one text.
 * @typedef {object} Token
 * @property {number} id
 * @property {string} token as the tokenizer writes it
 * @property {Span | null} span what was typed for it; null: it was not typed
 * @property {number} word which of the tokenizer's words it belongs to
 */
/**
 * @typedef {object} Encoded
 * @property {number[]} ids
 * @property {string[]} tokens as they are shown
 * @property {boolean[]} special
 * @property {number[]} words -1: a special token, of no word
 * @property {boolean[]} unknown
 * @property {string[]} typed end to end, those of a word are the word as it was typed
 * @property {(Span | null)[]} spans in code points of the text each stands in
 * @property {number[]} types 1 for the second text of a pair
 * @property {number} total how many tokens there are before the cut
 */

/** @returns {Encoded} */
export const emptyEncoding = () => ({
  ids: [],
  tokens: [],
  special: [],
  words: [],
  unknown: [],
  typed: [],
  spans: [],
  types: [],
  total: 0,
});

/**
 * Put the tokens of one text behind those that are there.
 * @param {Encoded} encoded
 * @param {Token[]} tokens
 * @param {number[]} text
 * @param {{isSpecial: (id: number) => boolean, unknown: number, type?: number}} about
 */
export function append(encoded, tokens, text, { isSpecial, unknown, type = 0 }) {
  const placed = tokens.filter(({ span }) => span);
  const words = typedWords(
    placed.map(({ span }) => /** @type {Span} */ (span)),
    text,
  );
  const typed = new Map(placed.map((token, i) => [token, words[i]]));
  tokens.forEach((token, i) => {
    const { id, span } = token;
    const special = isSpecial(id);
    const before = tokens[i - 1];
    const follows = i > 0 && !isSpecial(before.id);
    const goesOn =
      follows && (before.word === token.word || goesOnWithSign(before.span, span, text));
    encoded.ids.push(id);
    encoded.special.push(special);
    encoded.words.push(special ? -1 : nextWord(encoded.words, !goesOn));
    encoded.unknown.push(id === unknown);
    const shown = id === unknown && span ? visible(typedText(text, ...span)) : "";
    encoded.tokens.push(shown || token.token);
    encoded.typed.push(special ? token.token : (typed.get(token) ?? token.token));
    encoded.spans.push(span);
    encoded.types.push(type);
  });
}

/**
 * @param {number[]} words
 * @param {boolean} starts
 */
function nextWord(words, starts) {
  for (let i = words.length - 1; i >= 0; i--) if (words[i] >= 0) return words[i] + Number(starts);
  return 0;
}
