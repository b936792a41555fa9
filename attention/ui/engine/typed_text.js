// What was typed for a question, and what of it is not read (attention/reading.py).

import { cut, oneLine } from "./tokenizers/tokenizers.js";

/**
 * @typedef {object} TypedText
 * @property {string} line all that was typed
 * @property {string | null} otherLine
 * @property {string} text at most 500 characters of it
 * @property {string | null} other
 */

/**
 * Clean a text, and the one beside it if there is one. Throws RangeError for an empty text.
 * @param {string} text
 * @param {string | null | undefined} other
 * @returns {TypedText}
 */
export function cleanTexts(text, other) {
  const line = oneLine(text);
  const otherLine = optionalLine(other);
  return { line, otherLine, text: cut(line), other: otherLine && cut(otherLine) };
}

/** @param {string | null | undefined} text */
function optionalLine(text) {
  try {
    return oneLine(text);
  } catch {
    return null;
  }
}

/**
 * Count the tokens of all that was typed, and note what of it was not read.
 * @template {{shown: number, pieces: number, notes: string[]}} T
 * @param {T} value
 * @param {TypedText} typed
 * @param {{count: (text: string, pair?: string) => number}} tokenizer
 * @returns {T}
 */
export function noteCut(value, { line, otherLine, text, other }, tokenizer) {
  if (text === line && other === otherLine) return value;
  const pieces = tokenizer.count(line, otherLine ?? undefined);
  const notes = [...value.notes];
  if (pieces > value.shown && !notes.includes("cut")) notes.push("cut");
  // No token more, but a longer text.
  if (!notes.some((note) => note === "cut" || note === "cut_target")) notes.push("cut_text");
  return { ...value, pieces, notes };
}
