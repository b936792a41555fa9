// The toy's state <-> the `toy` key of the link: "1s0-<numbers>-The cat sat".
// 1 is the version, s, d or c the similarity, 1 the causal mask; two base-36 digits a number.

import { SIMILARITIES } from "../engine/attend.js";
import { MAX_WORDS } from "../shared/contract.js";
import { CHANNEL_STEP, REACH, STEP } from "./state.js";

const LONGEST_WORD = 20;
const LETTERS = ["s", "d", "c"]; // in the order of SIMILARITIES
const ROLES = [
  ["query", 2, -REACH, STEP, 2 * REACH],
  ["key", 2, -REACH, STEP, 2 * REACH],
  ["value", 3, 0, CHANNEL_STEP, 1],
]; // name, numbers a word, lowest, step, span
const DIGITS = 14; // 7 numbers a word

/** The words of `text`: control and direction marks removed, at most eight, none too long. */
export function cleanWords(text) {
  const visible = text.replace(
    /[\p{Cc}\p{Cs}\p{Cn}]|[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu,
    (mark) => (/\s/u.test(mark) ? " " : ""),
  );
  const words = visible.split(/\s+/u).filter(Boolean).slice(0, MAX_WORDS);
  return words.map((word) => Array.from(word).slice(0, LONGEST_WORD).join(""));
}

export function encode({ words, similarity, causal, ...vectors }) {
  const numbers = words.map((_, i) =>
    ROLES.map(([role, , low, step]) =>
      vectors[role][i]
        .map((x) =>
          Math.round((x - low) / step)
            .toString(36)
            .padStart(2, "0"),
        )
        .join(""),
    ).join(""),
  );
  const letter = LETTERS[SIMILARITIES.indexOf(similarity)];
  return `1${letter}${Number(causal)}-${numbers.join("")}-${words.join(" ")}`;
}

/** The state that `code` stands for, or null if it is not one we could have written. */
export function decode(code) {
  const [, letter, causal, numbers, text] =
    /^1([sdc])([01])-([0-9a-z]*)-(.*)$/su.exec(code ?? "") ?? [];
  const words = cleanWords(text ?? "");
  if (!words.length || words.join(" ") !== text || numbers.length !== DIGITS * words.length)
    return null;
  const state = {
    words,
    query: [],
    key: [],
    value: [],
    similarity: SIMILARITIES[LETTERS.indexOf(letter)],
    causal: causal === "1",
  };
  let at = 0;
  for (let word = 0; word < words.length; word++) {
    for (const [role, count, low, step, span] of ROLES) {
      const vector = Array.from({ length: count }, () => {
        const index = parseInt(numbers.slice(at, (at += 2)), 36);
        return index * step > span + step / 2 ? NaN : Number((low + index * step).toFixed(2));
      });
      if (vector.includes(NaN)) return null;
      state[role].push(vector);
    }
  }
  return state;
}
