// Reading a text with a BERT, as attention/encoder.py does, and attention/masking.py.

import { NOTHING } from "../shared/contract.js";
import { buildMap } from "./attention_map.js";
import { guess } from "./guesses.js";
import { maskAll, parseLooks } from "./looks.js";

/**
 * @typedef {import("./attention_map.js").Tokens} Tokens
 * @typedef {import("./looks.js").Look} Look
 * @typedef {import("./bert.js").Checkpoint} Checkpoint
 */
/**
 * A text as numbers, cut to 64 tokens, of `total` that it has.
 * @typedef {Tokens & {ids: ArrayLike<number>, types: number[], total: number}} Encoded
 */
/**
 * @typedef {object} EncoderTokenizer
 * @property {(text: string, pair?: string) => Encoded} encode
 * @property {(text: string, pair?: string) => number} count tokens before the cut
 * @property {(id: number) => string} tokenOf
 * @property {{id: number, token: string}} mask [MASK]
 */
/**
 * @typedef {object} EncoderModel a BERT, ready to read
 * @property {string} name
 * @property {import("./bert.js").Bert} network
 * @property {EncoderTokenizer} tokenizer
 * @property {import("./attention_map.js").HeadFacts} [facts]
 */
/**
 * @typedef {object} EncoderReading
 * @property {EncoderModel} model
 * @property {string[]} texts
 * @property {Encoded} encoded as it was read
 * @property {number[]} hidden the tokens that were hidden
 * @property {import("./looks.js").BlockedLook[]} blocked
 * @property {import("./bert.js").BertPass} pass
 */

const GUESSES = 5;

/**
 * Read a text, or a pair. `hidden` is a token whose word is replaced by [MASK]s first. Throws
 * RangeError for an empty text, and for a token that is no word.
 * @param {EncoderModel} model
 * @param {string} text
 * @param {string | null} pair
 * @param {{hidden?: number | null, blocked?: Look[], checkpoint?: Checkpoint}} [options]
 * @returns {Promise<EncoderReading>}
 */
export async function readEncoder(model, text, pair, options = {}) {
  const { hidden = null, blocked = [], checkpoint } = options;
  let encoded = model.tokenizer.encode(text, pair ?? undefined);
  if (encoded.special.every(Boolean)) throw new RangeError(NOTHING);
  const places = hidden === null ? [] : wordOf(encoded, hidden);
  if (places.length) encoded = hide(encoded, places, model.tokenizer.mask);
  const looks = parseLooks(blocked, false);
  const mask = maskAll(looks, "self", encoded.ids.length);
  const pass = await model.network.read(encoded.ids, encoded.types, mask, checkpoint);
  const texts = pair === null ? [text] : [text, pair];
  return { model, texts, encoded, hidden: places, blocked: looks, pass };
}

/**
 * The places of all tokens of the word that a token belongs to.
 * @param {Tokens} tokens
 * @param {number} token
 */
export function wordOf({ tokens, words }, token) {
  if (!(token in tokens)) {
    throw new RangeError(
      `There is no token ${token} here: they go from 0 to ${tokens.length - 1}.`,
    );
  }
  if (words[token] < 0) throw new RangeError(`${tokens[token]} is no word of the sentence.`);
  return [...words.keys()].filter((place) => words[place] === words[token]);
}

/**
 * @param {Encoded} encoded
 * @param {number[]} places
 * @param {{id: number, token: string}} mask
 * @returns {Encoded}
 */
function hide(encoded, places, mask) {
  /**
   * @template T
   * @param {T[]} list
   * @param {T} instead
   */
  const replaced = (list, instead) =>
    list.map((entry, place) => (places.includes(place) ? instead : entry));
  return {
    ...encoded,
    ids: replaced(Array.from(encoded.ids), mask.id),
    tokens: replaced(encoded.tokens, mask.token),
    typed: encoded.typed && replaced(encoded.typed, mask.token),
  };
}

/**
 * What BERT takes each of these tokens for: the likeliest with their probability.
 * @param {EncoderReading} reading
 * @param {number[]} places
 * @returns {[string, number][][]}
 */
export function guessTokens({ model, pass }, places, count = GUESSES) {
  const last = pass.hidden[pass.hidden.length - 1];
  return places.map((place) => guessVector(model, last, place, count));
}

/**
 * What the output layer of BERT takes row `place` of some vectors for.
 * @param {EncoderModel} model
 * @param {Float32Array} x (n, d_model)
 * @param {number} place
 * @param {number} count
 * @returns {[string, number][]}
 */
export function guessVector({ network, tokenizer }, x, place, count) {
  const vector = x.subarray(place * network.dModel, (place + 1) * network.dModel);
  return guess(network.logits(vector), count).map(({ id, probability }) => [
    tokenizer.tokenOf(id),
    probability,
  ]);
}

/** @param {EncoderReading} reading */
export const encoderMaps = ({ model, encoded, pass }) => [
  buildMap("self", encoded, encoded, pass.self, { facts: model.facts }),
];
