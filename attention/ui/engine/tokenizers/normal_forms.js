// Unicode's normal forms, from Python's own tables: NFC, NFD and NFKC of a list of codes.

import { characterClass, unpackMapping, unpackRanges } from "./ranges.js";
import { CANONICAL, COMBINING, COMPATIBLE, UNCOMPOSED } from "./tables.js";

// Hangul syllables are counted out of their parts (Unicode 3.12).
const [SYLLABLE, LEAD, VOWEL, TAIL] = [0xac00, 0x1100, 0x1161, 0x11a7];
const [VOWELS, TAILS, SYLLABLES] = [21, 28, 11172];

const canonical = unpackMapping(CANONICAL);
const compatible = unpackMapping(COMPATIBLE);
const combining = unpackCombining();
const composed = pairs();

/** What a mark's place among the marks of a letter depends on; 0 for a letter. */
function unpackCombining() {
  /** @type {Map<number, number>} */
  const classes = new Map();
  for (const part of COMBINING.split("|")) {
    const [name, packed] = part.split(":");
    const ranges = unpackRanges(packed);
    for (let i = 0; i < ranges.length; i += 2) {
      for (let code = ranges[i]; code <= ranges[i + 1]; code++) {
        classes.set(code, parseInt(name, 36));
      }
    }
  }
  return classes;
}

/** Which two codes make one. */
function pairs() {
  const never = characterClass(UNCOMPOSED);
  /** @type {Map<number, Map<number, number>>} */
  const found = new Map();
  for (const [code, parts] of canonical) {
    if (parts.length !== 2 || never(code)) continue;
    const [first, second] = parts;
    if (!found.has(first)) found.set(first, new Map());
    found.get(first)?.set(second, code);
  }
  return found;
}

/** @param {number} code */
export const combiningClass = (code) => combining.get(code) ?? 0;

/**
 * @param {number} code
 * @param {boolean} compatibly
 * @param {number[]} into
 */
function decompose(code, compatibly, into) {
  const place = code - SYLLABLE;
  if (place >= 0 && place < SYLLABLES) {
    into.push(LEAD + Math.floor(place / (VOWELS * TAILS)));
    into.push(VOWEL + Math.floor((place % (VOWELS * TAILS)) / TAILS));
    if (place % TAILS) into.push(TAIL + (place % TAILS));
    return;
  }
  const parts = canonical.get(code) ?? (compatibly ? compatible.get(code) : undefined);
  if (parts) for (const part of parts) decompose(part, compatibly, into);
  else into.push(code);
}

/**
 * Put the marks of every letter into Unicode's order.
 * @param {number[]} codes
 */
function order(codes) {
  for (let i = 1; i < codes.length; i++) {
    const code = codes[i];
    const own = combiningClass(code);
    if (!own) continue;
    let place = i;
    for (; place > 0 && combiningClass(codes[place - 1]) > own; place--)
      codes[place] = codes[place - 1];
    codes[place] = code;
  }
  return codes;
}

/**
 * @param {number} first
 * @param {number} second
 */
function compose(first, second) {
  const lead = first - LEAD;
  const vowel = second - VOWEL;
  if (lead >= 0 && lead < 19 && vowel >= 0 && vowel < VOWELS) {
    return SYLLABLE + (lead * VOWELS + vowel) * TAILS;
  }
  const place = first - SYLLABLE;
  const tail = second - TAIL;
  if (place >= 0 && place < SYLLABLES && place % TAILS === 0 && tail > 0 && tail < TAILS) {
    return first + tail;
  }
  return composed.get(first)?.get(second);
}

/** @param {number[]} codes decomposed and in order */
function composeAll(codes) {
  /** @type {number[]} */
  const result = [];
  let letter = -1; // the place of the last letter
  let last = 0; // the class of the mark before, since that letter
  for (const code of codes) {
    const own = combiningClass(code);
    const free = letter >= 0 && (letter === result.length - 1 || (own !== 0 && last < own));
    const one = free ? compose(result[letter], code) : undefined;
    if (one !== undefined) {
      result[letter] = one;
      continue;
    }
    if (own === 0) letter = result.length;
    last = own;
    result.push(code);
  }
  return result;
}

/**
 * @param {Iterable<number>} codes
 * @param {boolean} compatibly
 */
function decomposeAll(codes, compatibly) {
  /** @type {number[]} */
  const parts = [];
  for (const code of codes) decompose(code, compatibly, parts);
  return order(parts);
}

/** @param {Iterable<number>} codes */
export const nfc = (codes) => composeAll(decomposeAll(codes, false));

/** @param {Iterable<number>} codes */
export const nfkc = (codes) => composeAll(decomposeAll(codes, true));

/**
 * A character's canonical parts, in order.
 * @param {number} code
 */
export const nfd = (code) => decomposeAll([code], false);
