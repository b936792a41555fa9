// Text as a model's training sentences are written, which remembers what was typed:
// attention/spelling.py.

import { nfkc } from "./normal_forms.js";
import { characterClass, codesOf, textOf } from "./ranges.js";
import { EXTENDING, JOINERS, TAGS, VARIATION } from "./tables.js";

/** @typedef {[number, number]} Span a slice of what was typed, in code points */
/**
 * @typedef {object} Spelling
 * @property {number[]} codes
 * @property {Span[]} spans what was typed for each code
 */

const [SPACE, WAVE] = [0x20, 0x301c];
const extendsBefore = characterClass(EXTENDING);
const isForm = characterClass(VARIATION, JOINERS, TAGS); // no model has learned them
/** @type {Map<number, number[]>} */
const PLAIN = new Map(
  Object.entries({ "’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "–": "-", "—": "-" }).map(
    ([letter, plain]) => [letter.codePointAt(0) ?? 0, codesOf(plain)],
  ),
);
for (let wide = 0xff01; wide < 0xff5f; wide++) PLAIN.set(wide, [wide - 0xfee0]); // ＡＢＣ！

/**
 * Write a text the way the training sentences in `language` are written.
 * @param {string} text
 * @param {string} language
 * @returns {Spelling}
 */
export function spell(text, language) {
  const codes = codesOf(text);
  /** @type {Spelling} */
  let spelling = { codes, spans: codes.map((_, place) => [place, place + 1]) };
  spelling = mapped(spelling, (part) => part.filter((code) => !isForm(code)));
  if (language === "ja") return withoutSpaces(mapped(spelling, japanese));
  spelling = mapped(spelling, (part) => part.flatMap((code) => PLAIN.get(code) ?? code));
  return language === "fr" ? withFrenchSpaces(spelling) : spelling;
}

/**
 * @param {string} text
 * @param {string} language
 */
export const asTrained = (text, language) => textOf(spell(text, language).codes);

/**
 * Which slice of what was typed a slice of a spelling stands for.
 * @param {Spelling} spelling
 * @param {number} start
 * @param {number} end
 * @returns {Span}
 */
export function typedSpan({ spans }, start, end) {
  if (start >= end) {
    const edge = start < spans.length ? spans[start][0] : (spans[spans.length - 1]?.[1] ?? 0);
    return [edge, edge];
  }
  let past = 0;
  for (let place = start; place < end; place++) past = Math.max(past, spans[place][1]);
  return [spans[start][0], past];
}

/** @param {number[]} part */
const japanese = (part) => nfkc(part).map((code) => (code === 0x7e ? WAVE : code));

/**
 * Change a text part by part: a part is a character and the marks that belong to it.
 * @param {Spelling} spelling
 * @param {(part: number[]) => number[]} change
 * @returns {Spelling}
 */
function mapped(spelling, change) {
  /** @type {Spelling} */
  const result = { codes: [], spans: [] };
  const { codes, spans } = spelling;
  let start = 0;
  while (start < codes.length) {
    let end = start + 1;
    while (end < codes.length && extendsBefore(codes[end])) end++;
    const before = codes.slice(start, end);
    const part = change(before);
    const same = part.length === before.length && part.every((code, i) => code === before[i]);
    const whole = typedSpan(spelling, start, end);
    const first = start;
    part.forEach((code, i) => {
      result.codes.push(code);
      result.spans.push(same ? spans[first + i] : whole);
    });
    start = end;
  }
  return result;
}

/** @param {number | undefined} code */
const isJapanese = (code = 0) => code >= 0x3000 && code <= 0x9fff;

/**
 * @param {Spelling} spelling
 * @returns {Spelling}
 */
function withoutSpaces({ codes, spans }) {
  const kept = [...codes.keys()].filter(
    (i) => codes[i] !== SPACE || !isJapanese(codes[i - 1]) || !isJapanese(codes[i + 1]),
  );
  return { codes: kept.map((i) => codes[i]), spans: kept.map((i) => spans[i]) };
}

/**
 * One space before ? ! ; : and ».
 * @param {Spelling} spelling
 * @returns {Spelling}
 */
function withFrenchSpaces(spelling) {
  const { codes, spans } = spelling;
  /** @type {Spelling} */
  const result = { codes: [], spans: [] };
  for (let i = 0; i < codes.length; i++) {
    let mark = i;
    while (codes[mark] === SPACE) mark++;
    const isMark = mark < codes.length && "?!;:»".includes(String.fromCodePoint(codes[mark]));
    if (isMark) {
      result.codes.push(SPACE);
      result.spans.push(typedSpan(spelling, i, mark));
      i = mark;
    }
    result.codes.push(codes[i]);
    result.spans.push(spans[i]);
  }
  return result;
}
