// Which built-in model answers: the one of the text's language, as attention/reading.py chooses.

import { languageOf } from "./tokenizers/language.js";

/** @typedef {{name: string, language: string, target: string | null}} Choice */

/**
 * Swap a model for the one that reads the text's language, where there is one.
 * @template {Choice} T
 * @param {T[]} choices the built-in models
 * @param {T} model
 * @param {string} text cleaned
 * @returns {{model: T, notes: string[]}} notes: what the visitor should be told
 */
export function chooseModel(choices, model, text) {
  const letters = languageOf(text);
  const language = letters === "han" ? "ja" : letters;
  if (language === "any" || model.language === language) return { model, notes: [] };
  for (const target of [model.target, "en", "fr"]) {
    const wanted = model.target ? target : null;
    const other = choices.find((one) => one.language === language && one.target === wanted);
    if (other && other.target !== language) {
      return { model: other, notes: [letters === language ? "other_language" : "han"] };
    }
  }
  return { model, notes: ["wrong_language"] };
}
