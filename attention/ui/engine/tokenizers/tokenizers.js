// The tokenizers of the built-in models. Texts are cleaned by clean() first: a tokenizer writes
// them as its model's training sentences are written, and remembers what was typed.

import { createEncoderTokenizer } from "./encoder_tokenizer.js";
import { createTranslatorTokenizer } from "./translator_tokenizer.js";

export { languageOf } from "./language.js";
export { clean, cut, oneLine } from "./sentence.js";
export { asTrained } from "./spelling.js";

/**
 * @typedef {object} TokenizerFiles
 * @property {string} language that the model reads
 * @property {string | null} [target] that a translator writes
 * @property {import("./encoder_tokenizer.js").TokenizerFile} [tokenizer] a BERT's tokenizer.json
 * @property {import("./translator_tokenizer.js").TranslatorFile} [pieces] a translator's
 * @property {Uint8Array} [charsmap] SentencePiece's character map, for a translator
 */

/**
 * The tokenizer of a model, from its files.
 * @param {TokenizerFiles} files
 */
export function createTokenizer({ language, target, tokenizer, pieces, charsmap }) {
  if (tokenizer) return createEncoderTokenizer(tokenizer, language);
  if (!pieces || !charsmap || !target)
    throw new TypeError("A translator needs pieces and charsmap");
  return createTranslatorTokenizer(pieces, charsmap, language, target);
}
