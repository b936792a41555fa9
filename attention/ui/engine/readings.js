// What both kinds of reading have in common: the value of their picture, and one row of a map.

import { distances, maskRow } from "./looks.js";
import { encoderMaps } from "./read_encoder.js";
import { translationMaps } from "./read_translation.js";
import { outputProjection, toNextLayer } from "./row_calculation.js";

/**
 * @typedef {import("./read_encoder.js").EncoderReading} EncoderReading
 * @typedef {import("./read_translation.js").TranslationReading} TranslationReading
 * @typedef {EncoderReading | TranslationReading} Reading
 * @typedef {import("./row_calculation.js").RowPlace} RowPlace
 * @typedef {import("./transformer_layer.js").AttentionBlock} AttentionBlock
 * @typedef {import("./transformer_layer.js").FeedForward} FeedForward
 */
/**
 * A row of one head; own (d_model) is what it was before.
 * @typedef {RowPlace & {own: Float32Array, feed: FeedForward | null} & Sides} Place
 * @typedef {{rows: string[], columns: string[]}} Sides the tokens
 */

/**
 * @param {Reading} reading
 * @returns {reading is EncoderReading}
 */
export const isEncoder = (reading) => "encoded" in reading;

/**
 * The value that the picture draws, as attention/ui/encode_trace.py makes it.
 * @param {Reading} reading
 */
export function encodeReading(reading) {
  const encoder = isEncoder(reading);
  const source = encoder ? reading.encoded : reading.source;
  const shown = source.tokens.length;
  const notes = source.total > shown ? ["cut"] : [];
  if (!encoder && reading.cut) notes.push("cut_target");
  return {
    model: reading.model.name,
    texts: reading.texts,
    translation: encoder ? null : reading.translation,
    shown,
    pieces: source.total,
    notes,
    maps: encoder ? encoderMaps(reading) : translationMaps(reading),
  };
}

/**
 * The queries and keys (n, d_model) of every layer of the first map.
 * @param {Reading} reading
 */
export const vectorsOf = (reading) =>
  (isEncoder(reading) ? reading.pass.self : reading.pass.encoder).map(({ query, key }) => ({
    query,
    key,
  }));

/**
 * Where the second text of a pair begins, or null.
 * @param {Reading} reading
 */
export function secondText(reading) {
  const start = isEncoder(reading) ? reading.encoded.types.indexOf(1) : -1;
  return start < 0 ? null : start;
}

/**
 * How far every row's last vector moved, by kind of map.
 * @param {Reading} before
 * @param {Reading} after
 * @returns {Record<string, number[]>}
 */
export function movedRows(before, after) {
  const d = after.model.network.dModel;
  /**
   * @param {Float32Array[]} hidden
   * @param {Float32Array[]} was
   */
  const moved = (hidden, was) => distances(was[was.length - 1], hidden[hidden.length - 1], d);
  if (isEncoder(before) || isEncoder(after)) {
    return { self: moved(after.pass.hidden, before.pass.hidden) };
  }
  return {
    encoder: moved(after.pass.hidden, before.pass.hidden),
    decoder: moved(after.decoderHidden, before.decoderHidden),
  };
}

/**
 * One row of one head; throws RangeError for what is not there.
 * @param {Reading} reading
 * @param {string} kind
 * @param {number} layer
 * @param {number} head
 * @param {number} row
 * @returns {Place}
 */
export function placeOf(reading, kind, layer, head, row) {
  const parts = isEncoder(reading) ? encoderParts(reading) : translatorParts(reading);
  const part = parts[kind];
  if (!part) {
    const kinds = Object.keys(parts).join(", ");
    const { name } = reading.model;
    throw new RangeError(`${name} has no map "${kind}". Choose one of: ${kinds}.`);
  }
  checkPlace("layer", layer, part.layers.length);
  const block = part.layers[layer].attention;
  checkPlace("head", head, block.heads);
  checkPlace("token", row, part.rows.length);
  const { dModel } = reading.model.network;
  const mask = rowMask(reading, kind, row, part.columns.length);
  const own = part.hidden[layer].subarray(row * dModel, (row + 1) * dModel);
  const place = {
    recorded: part.recorded[layer],
    block,
    dModel,
    head,
    row,
    mask,
    own,
    feed: kind === "decoder" ? null : part.layers[layer].feedForward,
    rows: part.rows,
    columns: part.columns,
  };
  return kind === "cross" ? { ...place, own: afterLookingBack(reading, layer, row) } : place;
}

/**
 * What a decoder's cross-attention reads: the row after self-attention.
 * @param {Reading} reading
 * @param {number} layer
 * @param {number} row
 */
function afterLookingBack(reading, layer, row) {
  const place = placeOf(reading, "decoder", layer, 0, row);
  return Float32Array.from(toNextLayer(place, outputProjection(place).output).next);
}

/**
 * @typedef {object} Part one kind of attention of a reading
 * @property {import("./transformer_layer.js").Recorded[]} recorded
 * @property {{attention: AttentionBlock, feedForward: FeedForward}[]} layers
 * @property {Float32Array[]} hidden what the layers read, and after the last one what they hand on
 * @property {string[]} rows
 * @property {string[]} columns
 */

/**
 * @param {EncoderReading} reading
 * @returns {Record<string, Part>}
 */
function encoderParts({ model, encoded, pass }) {
  const tokens = { rows: encoded.tokens, columns: encoded.tokens };
  return {
    self: { recorded: pass.self, layers: model.network.layers, hidden: pass.hidden, ...tokens },
  };
}

/**
 * @param {TranslationReading} reading
 * @returns {Record<string, Part>}
 */
function translatorParts({ model: { network }, source, rows, pass, decoderHidden }) {
  const layers = network.decoderLayers;
  const decoder = { hidden: decoderHidden, rows: rows.tokens };
  return {
    encoder: {
      recorded: pass.encoder,
      layers: network.encoderLayers,
      hidden: pass.hidden,
      rows: source.tokens,
      columns: source.tokens,
    },
    decoder: { ...decoder, layers, recorded: pass.decoder, columns: rows.tokens },
    cross: {
      ...decoder,
      layers: layers.map((layer) => ({ ...layer, attention: layer.cross })),
      recorded: pass.cross,
      columns: source.tokens,
    },
  };
}

/**
 * Where a row may look; null: everywhere.
 * @param {Reading} reading
 * @param {string} kind
 * @param {number} row
 * @param {number} columns
 */
function rowMask({ blocked }, kind, row, columns) {
  if (kind !== "decoder") return maskRow(blocked, kind, row, columns);
  const past = maskRow(blocked, kind, row, row + 1) ?? [];
  return Array.from({ length: columns }, (_, column) => column <= row && (past[column] ?? true));
}

/**
 * @param {string} name
 * @param {number} place
 * @param {number} count
 */
export function checkPlace(name, place, count) {
  if (Number.isInteger(place) && place >= 0 && place < count) return;
  throw new RangeError(`There is no ${name} ${place} here: they go from 0 to ${count - 1}.`);
}
