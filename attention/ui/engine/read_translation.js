// Reading a text and its translation with a translator: attention/translator.py.

import { MAX_TOKENS, NOTHING } from "../shared/contract.js";
import { softmax } from "./attend.js";
import { buildMap } from "./attention_map.js";
import { guess, likeliest } from "./guesses.js";
import { maskAll, maskRow, parseLooks } from "./looks.js";
import { readTarget, translate } from "./translate.js";

/**
 * @typedef {import("./attention_map.js").Tokens} Tokens
 * @typedef {import("./looks.js").Look} Look
 * @typedef {import("./bert.js").Checkpoint} Checkpoint
 * @typedef {import("./read_encoder.js").Encoded} Encoded
 */
/**
 * A translation without start and end, uncut; spans are in code points of what was typed.
 * @typedef {Tokens & {ids: ArrayLike<number>, spans?: ([number, number] | null)[]}} Target
 */
/**
 * @typedef {object} TranslatorTokenizer
 * @property {(text: string) => Encoded} encode the source, with its </s>
 * @property {(text: string) => number} count tokens of a source before the cut
 * @property {(text: string) => Target} encodeTarget a translation that is given
 * @property {(ids: number[]) => Target} describeTarget a translation that the model wrote
 * @property {(ids: number[]) => string} decode
 * @property {(id: number) => string} tokenOf
 */
/**
 * @typedef {object} TranslatorModel a translator, ready to read
 * @property {string} name
 * @property {import("./marian.js").Marian} network
 * @property {TranslatorTokenizer} tokenizer
 * @property {import("./attention_map.js").HeadFacts} [facts]
 */
/**
 * @typedef {object} TranslationReading
 * @property {TranslatorModel} model
 * @property {string[]} texts
 * @property {Encoded} source
 * @property {Target} rows what the decoder read, from the start token on
 * @property {number[]} follows the id that each row predicts
 * @property {string[]} predicts the same as shown
 * @property {boolean} cut the translation has more pieces than are read
 * @property {string} translation
 * @property {import("./looks.js").BlockedLook[]} blocked
 * @property {import("./marian.js").EncoderPass & import("./decoder.js").DecoderPass} pass its
 *   hidden states are the encoder's
 * @property {Float32Array[]} decoderHidden
 */

const CANDIDATES = 4; // likely tokens shown beside the one that is predicted

/**
 * Translate a text, or take `target` as its translation. Throws RangeError for an empty text.
 * @param {TranslatorModel} model
 * @param {string} text
 * @param {string | null} target
 * @param {{blocked?: Look[], checkpoint?: Checkpoint}} [options]
 * @returns {Promise<TranslationReading>}
 */
export async function readTranslation(model, text, target, { blocked = [], checkpoint } = {}) {
  const { network, tokenizer } = model;
  const source = tokenizer.encode(text);
  if (source.ids.length < 2) throw new RangeError(NOTHING);
  const looks = parseLooks(blocked, true);
  const mask = maskAll(looks, "encoder", source.ids.length);
  const encoded = await network.encode(source.ids, mask, checkpoint);
  const memory = encoded.hidden[encoded.hidden.length - 1];
  const decoder = network.decoder(memory, (kind, row, columns) =>
    maskRow(looks, kind, row, columns),
  );
  const given = target === null ? null : tokenizer.encodeTarget(target);
  if (given) await readTarget(network, decoder, given.ids, checkpoint);
  const writing = given ?? tokenizer.describeTarget(await translate(network, decoder, checkpoint));
  const rows = withStart(writing, network.config.decoder_start_token_id, tokenizer);
  const { hidden: decoderHidden, ...decoded } = decoder.pass();
  return {
    model,
    texts: [text],
    source,
    rows,
    follows: [...Array.from(writing.ids), network.config.eos_token_id].slice(0, MAX_TOKENS),
    predicts: [...writing.tokens, tokenizer.tokenOf(network.config.eos_token_id)].slice(
      0,
      MAX_TOKENS,
    ),
    cut: writing.ids.length >= MAX_TOKENS,
    translation: target === null ? written(rows, tokenizer) : typedTarget(target, rows),
    blocked: looks,
    pass: { ...encoded, ...decoded },
    decoderHidden,
  };
}

/**
 * What the decoder reads: the start token, then the translation, 64 tokens at most.
 * @param {Target} target
 * @param {number} startId
 * @param {TranslatorTokenizer} tokenizer
 * @returns {Target}
 */
function withStart(target, startId, tokenizer) {
  const start = tokenizer.tokenOf(startId);
  /**
   * @template T
   * @param {T} first
   * @param {ArrayLike<T>} rest
   */
  const after = (first, rest) => [first, ...Array.from(rest)].slice(0, MAX_TOKENS);
  return {
    ids: after(startId, target.ids),
    tokens: after(start, target.tokens),
    special: after(true, target.special),
    words: after(-1, target.words),
    unknown: after(false, target.unknown),
    typed: target.typed && after(start, target.typed),
    spans: target.spans && after(null, target.spans),
  };
}

/**
 * What the model wrote, as far as it is read; what the vocabulary does not know is left out.
 * @param {Target} rows
 * @param {TranslatorTokenizer} tokenizer
 */
const written = ({ ids, unknown }, tokenizer) =>
  tokenizer.decode(Array.from(ids).filter((_, row) => row > 0 && !unknown[row]));

/**
 * A translation that was given, as far as it is read.
 * @param {string} target
 * @param {Target} rows
 */
function typedTarget(target, { spans = [] }) {
  const end = Math.max(0, ...spans.map((span) => span?.[1] ?? 0));
  return Array.from(target).slice(0, end).join("");
}

/**
 * What each row predicts, how likely that is, and the likeliest others.
 * @param {TranslationReading} reading
 * @returns {import("./attention_map.js").Predicted}
 */
export function predicted({ model: { tokenizer }, pass, follows, predicts }) {
  const rows = pass.logits.map((logits, row) => {
    const chances = softmax(logits);
    const others = likeliest(chances, CANDIDATES + 1).filter(({ id }) => id !== follows[row]);
    return { chance: chances[follows[row]], others: others.slice(0, CANDIDATES) };
  });
  return {
    predicts,
    probabilities: rows.map(({ chance }) => chance),
    candidates: rows.map(({ others }) =>
      others.map(({ id, probability }) => [tokenizer.tokenOf(id), probability]),
    ),
  };
}

/**
 * What the output layer says follows row `place` of some vectors of the decoder.
 * @param {TranslatorModel} model
 * @param {Float32Array} x (n, d_model)
 * @param {number} place
 * @param {number} count
 * @returns {[string, number][]}
 */
export function guessNext({ network, tokenizer }, x, place, count) {
  const vector = x.subarray(place * network.dModel, (place + 1) * network.dModel);
  return guess(network.logits(vector), count).map(({ id, probability }) => [
    tokenizer.tokenOf(id),
    probability,
  ]);
}

/** @param {TranslationReading} reading */
export function translationMaps(reading) {
  const { source, rows, pass } = reading;
  const { facts } = reading.model;
  const says = predicted(reading);
  return [
    buildMap("encoder", source, source, pass.encoder, { facts }),
    buildMap("decoder", rows, rows, pass.decoder, { facts, says }),
    buildMap("cross", rows, source, pass.cross, { facts, says }),
  ];
}
