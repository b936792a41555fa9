// Which language a text is in, as far as its letters tell: attention/language.py.

import { characterClass, codesOf } from "./ranges.js";
import { HAN, KANA, LATIN, SCRIPTS, SIMPLIFIED } from "./tables.js";

const isKana = characterClass(KANA);
const isHan = characterClass(HAN);
const isLatin = characterClass(LATIN);
const isSimplified = characterClass(SIMPLIFIED);
const scripts = Object.entries(SCRIPTS).map(([language, packed]) => ({
  language,
  belongs: characterClass(packed),
}));

/**
 * "ja", "han" (Chinese characters alone, which both languages write), "zh", "en" for any language
 * in Latin letters, the name of another script, "other" or "any".
 * @param {string} text
 */
export function languageOf(text) {
  const codes = codesOf(text);
  const kana = codes.filter(isKana).length;
  const japanese = kana + codes.filter(isHan).length;
  const latin = runs(codes, isLatin);
  let script = { language: "", words: 0 };
  for (const { language, belongs } of scripts) {
    const words = runs(codes, belongs);
    if (words > script.words) script = { language, words };
  }
  if (script.words > Math.max(latin, japanese)) return script.language;
  if (japanese > latin) {
    if (kana) return "ja";
    return codes.some(isSimplified) ? "zh" : "han";
  }
  return latin ? "en" : "any";
}

/**
 * @param {number[]} codes
 * @param {(code: number) => boolean} belongs
 */
const runs = (codes, belongs) =>
  codes.filter((code, i) => belongs(code) && !(i > 0 && belongs(codes[i - 1]))).length;
