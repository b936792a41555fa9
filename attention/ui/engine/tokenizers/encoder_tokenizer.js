// The tokenizer of a BERT, from its tokenizer.json: attention/encoder.py.

import { MAX_TOKENS } from "../../shared/contract.js";
import { bertWords } from "./bert_normal.js";
import { codesOf, textOf } from "./ranges.js";
import { spell, typedSpan } from "./spelling.js";
import { append, emptyEncoding } from "./tokens.js";
import { covering } from "./typed.js";
import { createUnigram } from "./unigram.js";
import { createWordPieces } from "./word_pieces.js";

/**
 * @typedef {import("./tokens.js").Token} Token
 * @typedef {import("./tokens.js").Encoded} Encoded
 */
/** @typedef {{id: number, start: number, end: number, word: number}} Found in a text's spelling */
/**
 * What of a tokenizer.json is read.
 * @typedef {object} TokenizerFile
 * @property {{id: number, content: string}[]} added_tokens
 * @property {{type: string, vocab: Record<string, number> | [string, number][],
 *   unk_token?: string, unk_id?: number, continuing_subword_prefix?: string}} model
 * @property {{pretokenizers?: {type: string, pattern?: {Regex: string}}[]}} pre_tokenizer
 */

/**
 * @param {TokenizerFile} file
 * @param {string} language
 */
export function createEncoderTokenizer(file, language) {
  const { model, added_tokens: added } = file;
  const ids = new Map(added.map(({ content, id }) => [content, id]));
  const names = Array.isArray(model.vocab)
    ? model.vocab.map(([piece]) => piece)
    : namesOf(model.vocab);
  const id = (/** @type {string} */ name) => /** @type {number} */ (ids.get(name));
  const [start, end, unknown, mask] = ["[CLS]", "[SEP]", "[UNK]", "[MASK]"].map(id);
  const isSpecial = (/** @type {number} */ token) =>
    token !== unknown && token !== mask && added.some((entry) => entry.id === token);
  const find = Array.isArray(model.vocab) ? unigramFinder(file) : wordPieceFinder(file, unknown);
  const special = new RegExp(`(${[...ids.keys()].map(escaped).join("|")})`, "u");

  /**
   * @param {string} text
   * @returns {Token[]}
   */
  function tokenize(text) {
    const spelling = spell(text, language);
    /** @type {Found[]} */
    const pieces = [];
    let place = 0;
    let words = 0;
    for (const part of textOf(spelling.codes).split(special)) {
      const codes = codesOf(part);
      const typedId = ids.get(part);
      const inPart =
        typedId === undefined
          ? find(codes)
          : [{ id: typedId, start: 0, end: codes.length, word: 0 }];
      for (const piece of inPart) {
        const [first, last] = [place + piece.start, place + piece.end];
        pieces.push({ id: piece.id, start: first, end: last, word: words + piece.word });
      }
      words += inPart.length;
      place += codes.length;
    }
    const typed = pieces.map((piece) => typedSpan(spelling, piece.start, piece.end));
    const spans = covering(typed, codesOf(text));
    return pieces.map((piece, i) => ({
      id: piece.id,
      token: names[piece.id],
      span: spans[i],
      word: language === "ja" ? i : piece.word,
    }));
  }

  /**
   * @param {string} text
   * @param {string} [pair]
   */
  function tokenizeAll(text, pair) {
    const texts = pair ? [text, pair] : [text];
    const all = texts.map(tokenize);
    const total = all.reduce((sum, tokens) => sum + tokens.length + 1, 1);
    return { texts, all, total };
  }

  return {
    mask: { id: mask, token: "[MASK]" },
    /** @param {number} token */
    tokenOf: (token) => names[token],
    /** @param {number[]} tokens */
    decode: (tokens) =>
      tokens
        .map((token) => names[token])
        .join(" ")
        .replaceAll(" ##", ""),
    /**
     * How many tokens a text or a pair has before the cut.
     * @param {string} text
     * @param {string} [pair]
     */
    count: (text, pair) => tokenizeAll(text, pair).total,
    /**
     * Cut a cleaned text, or a pair, into at most 64 tokens.
     * @param {string} text
     * @param {string} [pair]
     * @returns {Encoded}
     */
    encode(text, pair) {
      const { texts, all, total } = tokenizeAll(text, pair);
      shorten(all, MAX_TOKENS - 1 - all.length);
      const encoded = emptyEncoding();
      const mark = (/** @type {number} */ token) => [
        { id: token, token: names[token], span: null, word: -1 },
      ];
      append(encoded, mark(start), [], { isSpecial, unknown });
      all.forEach((tokens, type) => {
        append(encoded, tokens, codesOf(texts[type]), { isSpecial, unknown, type });
        append(encoded, mark(end), [], { isSpecial, unknown, type });
      });
      return { ...encoded, total };
    },
  };
}

/**
 * Cut texts to `room` tokens in all, the longest first: the rest that is left is shared out.
 * @param {Token[][]} all
 * @param {number} room
 */
function shorten(all, room) {
  const [first, second] = all;
  if (!second) {
    first.length = Math.min(first.length, room);
    return;
  }
  const over = first.length + second.length - room;
  if (over <= 0) return;
  const isSwapped = first.length > second.length;
  const [short, long] = isSwapped ? [second, first] : [first, second];
  let least = short.length;
  let most = least > room ? least : Math.max(least, room - least);
  if (least + most > room) {
    least = Math.floor(room / 2);
    most = least + (room % 2);
  }
  short.length = Math.min(short.length, least);
  long.length = Math.min(long.length, most);
}

/**
 * @param {TokenizerFile} file
 * @param {number} unknown
 * @returns {(codes: number[]) => Found[]}
 */
function wordPieceFinder({ model }, unknown) {
  const vocabulary = new Map(Object.entries(/** @type {Record<string, number>} */ (model.vocab)));
  const cut = createWordPieces(vocabulary, model.continuing_subword_prefix ?? "##", unknown);
  return (codes) =>
    bertWords(codes).flatMap((word, number) =>
      cut(word.map(({ code }) => code)).map(({ id, start, end }) => {
        const places = word.slice(start, end).map(({ at }) => at);
        return { id, start: places[0], end: places[places.length - 1] + 1, word: number };
      }),
    );
}

/**
 * @param {TokenizerFile} file
 * @returns {(codes: number[]) => Found[]}
 */
function unigramFinder({ model, pre_tokenizer: { pretokenizers = [] } }) {
  const cut = createUnigram(/** @type {[string, number][]} */ (model.vocab));
  const pattern = pretokenizers.find(({ type }) => type === "Split")?.pattern?.Regex ?? ".+";
  const runs = new RegExp(pattern, "gu");
  return (codes) => {
    /** @type {Found[]} */
    const pieces = [];
    let place = 0;
    let word = 0;
    for (const [run] of textOf(codes).matchAll(runs)) {
      const inRun = codesOf(run);
      for (const { start, end, index } of run === " " ? [] : cut(inRun)) {
        const id = index < 0 ? (model.unk_id ?? 0) : index;
        pieces.push({ id, start: place + start, end: place + end, word });
      }
      place += inRun.length;
      word++;
    }
    return pieces;
  };
}

/** @param {Record<string, number>} vocabulary */
function namesOf(vocabulary) {
  /** @type {string[]} */
  const names = [];
  for (const [piece, id] of Object.entries(vocabulary)) names[id] = piece;
  return names;
}

/** @param {string} text */
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
