// The tokenizer of a translator: SentencePiece's two models and MarianTokenizer's vocabulary, as
// attention/translator.py uses them.

import { MAX_TOKENS } from "../../shared/contract.js";
import { createCharsmap } from "./charsmap.js";
import { characterClass, codesOf, textOf } from "./ranges.js";
import { spell, typedSpan } from "./spelling.js";
import { PUNCTUATION_AND_SYMBOLS } from "./tables.js";
import { append, emptyEncoding } from "./tokens.js";
import { covering } from "./typed.js";
import { createUnigram, pieceText } from "./unigram.js";

/**
 * @typedef {import("./tokens.js").Token} Token
 * @typedef {import("./tokens.js").Span} Span
 * @typedef {import("./tokens.js").Encoded} Encoded
 */
/** @typedef {{token: string, start: number, end: number}} Found in a text's spelling */
/**
 * The pieces that a text is cut into, with their scores, and every token's id.
 * @typedef {object} TranslatorFile
 * @property {[string, number][]} source
 * @property {[string, number][]} target
 * @property {Record<string, number>} vocab
 */

const [SPACE, END, UNKNOWN, PAD] = [0x20, "</s>", "<unk>", "<pad>"];
const isPunctuationOrSymbol = characterClass(PUNCTUATION_AND_SYMBOLS);
const isWritten = (/** @type {[string, number]} */ [piece]) => piece !== END && piece !== UNKNOWN;
const special = new RegExp(`(${END}|${UNKNOWN}|${PAD})`);

/**
 * @param {TranslatorFile} file
 * @param {Uint8Array} charsmap
 * @param {string} language
 * @param {string} target
 */
export function createTranslatorTokenizer(file, charsmap, language, target) {
  const ids = new Map(Object.entries(file.vocab));
  /** @type {string[]} */
  const names = [];
  for (const [name, id] of ids) names[id] = name;
  const idOf = (/** @type {string} */ name) => ids.get(name) ?? unknown;
  const unknown = /** @type {number} */ (ids.get(UNKNOWN));
  const marks = [END, PAD].map(idOf);
  const isSpecial = (/** @type {number} */ id) => marks.includes(id);
  const normalise = createCharsmap(charsmap);
  const [cutSource, cutTarget] = [file.source, file.target].map((pieces) =>
    createUnigram(pieces.filter(isWritten), Math.fround),
  );

  /**
   * @param {number[]} codes
   * @param {(codes: number[]) => import("./unigram.js").Piece[]} cut
   * @returns {Found[]}
   */
  function find(codes, cut) {
    const { codes: normal, at, end: last } = normalise(codes);
    return cut(normal).map((piece) => {
      const end = at[piece.end] ?? last;
      let start = at[piece.start];
      while (start < end && codes[start] === SPACE) start++;
      return { token: pieceText(normal, piece), start, end };
    });
  }

  /**
   * As MarianTokenizer: special tokens typed as text stay, and a code like >>fr<< before the text.
   * @param {number[]} codes
   */
  function findSource(codes) {
    /** @type {Found[]} */
    const pieces = [];
    let place = 0;
    for (const part of textOf(codes).split(special)) {
      const inPart = codesOf(part);
      const past = place + inPart.length;
      if (special.test(part)) pieces.push({ token: part, start: place, end: past });
      else {
        const code = part.match(/^>>[^]*?<</)?.[0] ?? "";
        const length = codesOf(code).length;
        if (code) pieces.push({ token: code, start: place, end: place + length });
        for (const { token, start, end } of find(inPart.slice(length), cutSource)) {
          pieces.push({ token, start: place + length + start, end: place + length + end });
        }
      }
      place = past;
    }
    return pieces;
  }

  /**
   * @param {string} text
   * @param {string} own the language of the text
   * @param {(codes: number[]) => Found[]} finder
   */
  function tokenize(text, own, finder) {
    const spelling = spell(text, own);
    const pieces = finder(spelling.codes);
    const typed = pieces.map(({ start, end }) => typedSpan(spelling, start, end));
    const spans = covering(typed, codesOf(text));
    return numbered(
      pieces.map(({ token }, i) => ({ id: idOf(token), token, span: spans[i], word: 0 })),
      own,
    );
  }

  /**
   * @param {Token[]} tokens
   * @param {string} own
   */
  function numbered(tokens, own) {
    let word = 0;
    return tokens.map((token, i) => {
      word += Number(i > 0 && startsWord(tokens[i - 1].token, token.token, own));
      return { ...token, word };
    });
  }

  /** @param {string} text */
  const source = (text) => tokenize(text, language, findSource);

  return {
    tokenOf: (/** @type {number} */ id) => names[id],
    decode: (/** @type {number[]} */ list) => decode(list.map((id) => names[id])),
    /**
     * How many pieces a source has before the cut, </s> included.
     * @param {string} text
     */
    count: (text) => source(text).length + 1,
    /**
     * Cut a cleaned source into at most 64 pieces, the last of them </s>.
     * @param {string} text
     * @returns {Encoded}
     */
    encode(text) {
      const tokens = source(text);
      const encoded = emptyEncoding();
      const end = { id: idOf(END), token: END, span: null, word: -1 };
      const read = [...tokens.slice(0, MAX_TOKENS - 1), end];
      append(encoded, read, codesOf(text), { isSpecial, unknown });
      return { ...encoded, total: tokens.length + 1 };
    },
    /**
     * All pieces of a translation that was typed and cleaned, without start and end.
     * @param {string} text
     * @returns {Encoded}
     */
    encodeTarget(text) {
      const tokens = tokenize(text, target, (codes) => find(codes, cutTarget));
      const encoded = emptyEncoding();
      append(encoded, tokens, codesOf(text), { isSpecial, unknown });
      return { ...encoded, total: tokens.length };
    },
    /**
     * The pieces of a translation that the model wrote.
     * @param {number[]} list
     * @returns {Encoded}
     */
    describeTarget(list) {
      const tokens = list.map((id) => ({ id, token: names[id], span: null, word: 0 }));
      const encoded = emptyEncoding();
      append(encoded, numbered(tokens, target), [], { isSpecial, unknown });
      const typed = encoded.tokens.map((token) => token.replaceAll("▁", ""));
      return { ...encoded, typed, total: list.length };
    },
  };
}

/**
 * @param {string} before
 * @param {string} piece
 * @param {string} language
 */
function startsWord(before, piece, language) {
  if (before === "▁") return false;
  if (language === "ja") return true; // written without spaces: the pieces are its words
  return piece.startsWith("▁") || isMark(piece) || isMark(before);
}

/** @param {string} piece */
const isMark = (piece) => codesOf(piece.replace(/^▁/, "")).every(isPunctuationOrSymbol);

/** @param {string[]} pieces */
function decode(pieces) {
  const text = pieces.filter((piece) => piece !== END).join("");
  return text.replaceAll("▁", " ").replace(/^ +/, "");
}
