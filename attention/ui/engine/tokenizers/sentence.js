// What a visitor typed, made fit for a tokenizer: attention/sentence.py.

import { MAX_CHARACTERS, MAX_COUNTED, NOTHING } from "../../shared/contract.js";
import { nfc } from "./normal_forms.js";
import { characterClass, codesOf, textOf } from "./ranges.js";
import * as tables from "./tables.js";

const MAX_LOOKED_THROUGH = 1000000;
const BACK = 100; // characters given up at most, so that the cut falls between two words

const [SPACE, FLAG, TAG_END, JOINER, EMOJI_FORM] = [0x20, 0x1f3f4, 0xe007f, 0x200d, 0xfe0f];
const isBlank = characterClass(tables.BLANK);
const isDropped = characterClass(tables.DROPPED);
const isTag = characterClass(tables.TAGS);
const isForm = characterClass(tables.VARIATION);
const isFormOrJoiner = characterClass(tables.VARIATION, tables.JOINERS);
const isJoiner = characterClass(tables.JOINERS);
const isJoining = characterClass(tables.JOINING);
const isPictograph = characterClass(tables.PICTOGRAPHS);
const isFlagLetter = characterClass(tables.FLAG_LETTERS);
const extendsBefore = characterClass(tables.EXTENDING);

/**
 * The text on one line, at most 500 characters, without what no one can see. Throws RangeError
 * where nothing is left to read.
 * @param {string | null | undefined} text
 */
export const clean = (text) => cut(oneLine(text));

/**
 * What clean() returns before it is cut.
 * @param {string | null | undefined} text
 */
export function oneLine(text) {
  const typed = codesOf((text ?? "").slice(0, 2 * MAX_LOOKED_THROUGH)).slice(0, MAX_LOOKED_THROUGH);
  const blanked = typed.filter((code) => !isDropped(code));
  let codes = trimmed(blanked.map((code) => (isBlank(code) ? SPACE : code)));
  codes = withoutForms(withoutTags(codes.slice(0, MAX_COUNTED)));
  codes = nfc(trimmed(withoutJoiners(codes)));
  if (!codes.length) throw new RangeError(NOTHING);
  return textOf(codes);
}

/**
 * One blank at most between two characters, and none at the ends.
 * @param {number[]} codes
 */
function trimmed(codes) {
  const single = codes.filter((code, i) => code !== SPACE || (i > 0 && codes[i - 1] !== SPACE));
  return single[single.length - 1] === SPACE ? single.slice(0, -1) : single;
}

/**
 * Keep tags only where they spell a flag: a black flag, one to seven tags, the end tag.
 * @param {number[]} codes
 */
function withoutTags(codes) {
  const kept = [];
  for (let i = 0; i < codes.length; i++) {
    if (isTag(codes[i])) continue;
    kept.push(codes[i]);
    if (codes[i] !== FLAG) continue;
    let run = 0;
    while (run < 8 && isTag(codes[i + run + 1])) run++;
    while (run >= 2 && codes[i + run] !== TAG_END) run--;
    if (run < 2) continue;
    for (let k = 1; k <= run; k++) kept.push(codes[i + k]);
    i += run;
  }
  return kept;
}

/**
 * Keep a variation selector only after a character whose form it can choose.
 * @param {number[]} codes
 */
const withoutForms = (codes) =>
  codes.filter(
    (code, i) =>
      !isForm(code) || (i > 0 && codes[i - 1] !== SPACE && !isFormOrJoiner(codes[i - 1])),
  );

/**
 * Keep a joiner only within an emoji, or between letters of a script that joins.
 * @param {number[]} codes
 */
const withoutJoiners = (codes) =>
  codes.filter((code, i) => {
    if (!isJoiner(code)) return true;
    const [before, after] = [codes[i - 1] ?? 0, codes[i + 1] ?? 0];
    if (isJoining(before) && isJoining(after)) return true;
    return (
      code === JOINER && (isPictograph(before) || before === EMOJI_FORM) && isPictograph(after)
    );
  });

/**
 * The first 500 characters of a line, less where that would cut a word or a sign.
 * @param {string} line
 */
export function cut(line) {
  const codes = codesOf(line);
  if (codes.length <= MAX_CHARACTERS) return line;
  for (let place = MAX_CHARACTERS; place >= MAX_CHARACTERS - BACK; place--) {
    if (codes[place] === SPACE) return textOf(codes.slice(0, place));
  }
  let end = MAX_CHARACTERS;
  while (end > MAX_CHARACTERS - BACK && isWithinSign(codes, end)) end--;
  if (isWithinSign(codes, end)) end = MAX_CHARACTERS;
  return textOf(codes.slice(0, end)).replace(/ +$/, "");
}

/**
 * Whether the characters before and after a place are one sign to whoever reads.
 * @param {number[]} codes
 * @param {number} place
 */
export function isWithinSign(codes, place) {
  if (extendsBefore(codes[place]) || codes[place - 1] === JOINER) return true;
  let flags = 0;
  while (flags < place && isFlagLetter(codes[place - 1 - flags])) flags++;
  return flags % 2 === 1;
}
