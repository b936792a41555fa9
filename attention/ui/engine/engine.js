// What the page asks of the models, answered here. Questions have the names and arguments of the
// app's endpoints (attention/ui/api.py), answers their fields.

import { guessTokens, guessVector, readEncoder } from "./read_encoder.js";
import { guessNext, readTranslation } from "./read_translation.js";
import {
  checkPlace,
  encodeReading,
  isEncoder,
  movedRows,
  placeOf,
  secondText,
  vectorsOf,
} from "./readings.js";
import { rowCalculation, toNextLayer } from "./row_calculation.js";
import { cleanTexts, noteCut } from "./typed_text.js";

/**
 * @typedef {import("./read_encoder.js").EncoderModel} EncoderModel
 * @typedef {import("./read_encoder.js").EncoderReading} EncoderReading
 * @typedef {import("./read_translation.js").TranslatorModel} TranslatorModel
 * @typedef {import("./read_translation.js").TranslationReading} TranslationReading
 * @typedef {import("./looks.js").Look} Look
 * @typedef {import("./bert.js").Checkpoint} Checkpoint
 * @typedef {EncoderModel | TranslatorModel} Model
 */
/**
 * @typedef {object} Question
 * @property {string} model
 * @property {string} text
 * @property {string} [pair] a second sentence, for a BERT
 * @property {string} [target] a translation to read, for a translator
 * @property {string} [other] either of the two
 * @property {Look[] | null} [blocked]
 * @property {number | null} [hidden] a token whose word is hidden first
 * @property {string} [map] a kind of map
 * @property {number} [layer]
 * @property {number} [head]
 * @property {number} [token] a row of the map
 * @property {string} [view] of BERTviz
 */

/** @typedef {ReturnType<typeof createEngine>} Engine */

const KEPT = 6; // readings: a sentence read by two models, with and without a hidden word, blocked
const LAYER_GUESSES = 3;

/**
 * @param {Model} model
 * @returns {model is TranslatorModel}
 */
const isTranslator = (model) => "decoder" in model.network;

/** @param {Question} question */
const textsOf = ({ text, other, pair, target }) => cleanTexts(text, other || pair || target);

/**
 * An engine whose models are found by `model(name)`, which throws for one that is not there.
 * @param {(name: string) => Promise<Model>} model
 */
export function createEngine(model) {
  /** @type {Map<string, EncoderReading | TranslationReading>} */
  const readings = new Map();

  /**
   * Read a text, or find it among what was read last.
   * @param {Question} question
   * @param {Checkpoint} [checkpoint]
   */
  async function read(question, checkpoint) {
    const { hidden = null } = question;
    const blocked = question.blocked ?? [];
    const { text, other } = textsOf(question);
    const key = JSON.stringify([question.model, text, other, hidden, blocked]);
    let reading = readings.get(key);
    if (!reading) {
      const found = await model(question.model);
      reading = isTranslator(found)
        ? await readTranslation(found, text, other, { blocked, checkpoint })
        : await readEncoder(found, text, other, { hidden, blocked, checkpoint });
    }
    readings.delete(key);
    readings.set(key, reading); // the latest last
    if (readings.size > KEPT) readings.delete([...readings.keys()][0]);
    return reading;
  }

  /**
   * The picture of a reading (DESIGN §7); of a blocked one also how far each vector `moved`.
   * @param {Question} question
   * @param {Checkpoint} [checkpoint]
   */
  async function picture(question, checkpoint) {
    const reading = await read(question, checkpoint);
    const { tokenizer } = reading.model;
    const value = noteCut(encodeReading(reading), textsOf(question), tokenizer);
    if (!question.blocked?.length) return value;
    const before = await read({ ...question, blocked: [] }, checkpoint);
    return { ...value, moved: movedRows(before, reading) };
  }

  /**
   * @param {Question} question
   * @param {Checkpoint} [checkpoint]
   */
  async function maskWord(question, checkpoint) {
    const { token = 0 } = question;
    const before = await picture({ ...question, hidden: null }, checkpoint);
    const after = await picture({ ...question, hidden: token }, checkpoint);
    const reading = await read({ ...question, hidden: token }, checkpoint);
    if (!isEncoder(reading)) throw new RangeError("only a BERT fills blanks");
    return {
      tokens: reading.hidden,
      guesses: guessTokens(reading, reading.hidden),
      before,
      after,
    };
  }

  /**
   * One row's calculation, how the heads are joined, and the way to the next layer.
   * @param {Question} question
   * @param {Checkpoint} [checkpoint]
   */
  async function explain(question, checkpoint) {
    const reading = await read(question, checkpoint);
    const { layer = 0, head = 0, token = 0 } = question;
    const kind = question.map ?? (isEncoder(reading) ? "self" : "cross");
    const place = placeOf(reading, kind, layer, head, token);
    const calculation = rowCalculation(place);
    return {
      model: question.model,
      map: kind,
      layer,
      head,
      token,
      row: place.rows[token],
      columns: place.columns,
      ...calculation,
      next: toNextLayer(place, calculation.joined.output),
    };
  }

  /**
   * What the model would say at a row after the embeddings and after every layer.
   * @param {Question} question
   * @param {Checkpoint} [checkpoint]
   */
  async function layers(question, checkpoint) {
    const reading = await read(question, checkpoint);
    const { token = 0 } = question;
    if (isEncoder(reading)) {
      checkPlace("token", token, reading.encoded.tokens.length);
      return reading.pass.hidden.map((x) => guessVector(reading.model, x, token, LAYER_GUESSES));
    }
    checkPlace("token", token, reading.rows.tokens.length);
    return reading.decoderHidden.map((x) => guessNext(reading.model, x, token, LAYER_GUESSES));
  }

  /**
   * What BERTviz draws: the picture, where a second text begins in it, and for the neuron view the
   * queries and keys that it comes from.
   * @param {Question} question
   * @param {Checkpoint} [checkpoint]
   */
  async function bertvizView(question, checkpoint) {
    const value = await picture(question, checkpoint);
    const reading = await read(question, checkpoint);
    const vectors = question.view === "neuron" ? vectorsOf(reading) : null;
    return { ...value, second: secondText(reading), vectors };
  }

  return {
    bertviz_view: bertvizView,
    self_attention: picture,
    cross_attention: picture,
    mask_word: maskWord,
    explain,
    layers,
  };
}
