// Classes of characters and what characters become, unpacked from tables.js.

/** @typedef {Uint32Array} Ranges first and last code of each run, one after the other */

/** @param {string} digits */
const number = (digits) => parseInt(digits, 36);

/**
 * @param {string} packed as character_tables.py packs ranges
 * @returns {Ranges}
 */
export function unpackRanges(packed) {
  const ranges = [];
  let past = 0;
  for (const part of packed ? packed.split(" ") : []) {
    const [gap, longer = "0"] = part.split(".");
    const first = past + number(gap);
    past = first + number(longer);
    ranges.push(first, past);
  }
  return Uint32Array.from(ranges);
}

/**
 * A class of characters: tells whether a code belongs to it.
 * @param {...string} packed
 * @returns {(code: number) => boolean}
 */
export function characterClass(...packed) {
  const classes = packed.map(unpackRanges);
  return (code) => classes.some((ranges) => includes(ranges, code));
}

/**
 * @param {Ranges} ranges
 * @param {number} code
 */
function includes(ranges, code) {
  let low = 0;
  let high = ranges.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (code > ranges[2 * middle + 1]) low = middle + 1;
    else high = middle;
  }
  return 2 * low < ranges.length && code >= ranges[2 * low];
}

/**
 * What characters become: code to codes.
 * @param {string} packed as character_tables.py packs a mapping
 */
export function unpackMapping(packed) {
  /** @type {Map<number, number[]>} */
  const mapping = new Map();
  let past = 0;
  for (const part of packed.split(" ")) {
    const [, gap, kind, count = "1", into] = /** @type {RegExpMatchArray} */ (
      part.match(/^(\w+)(?:([*/])(\w+))?=(.*)$/)
    );
    const codes = into.split(",").map(number);
    const step = kind === "/" ? 2 : 1;
    const first = past + number(gap);
    for (let i = 0; i < number(count); i++) {
      past = first + i * step;
      mapping.set(past, i ? [codes[0] + i * step] : codes);
    }
  }
  return mapping;
}

/** @param {string} text */
export const codesOf = (text) => Array.from(text, (letter) => letter.codePointAt(0) ?? 0);

/** @param {Iterable<number>} codes */
export function textOf(codes) {
  let text = "";
  for (const code of codes) text += String.fromCodePoint(code);
  return text;
}
