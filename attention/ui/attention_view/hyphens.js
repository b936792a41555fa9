// Where a long word may be broken, and that a hyphen then shows: browsers know this for some
// languages, on some systems. The hyphen is the style sheet's, so that the text stays the word.

import { make } from "../shared/dom.js";

const LONG = 8; // letters; a shorter word has room everywhere
const LEAST = 2; // letters on either side of a break
const VOWEL = /[aeiouyøæœаеиоуыэюяαεηιουω]/iu;

/** The word as nodes: its syllables, roughly, with a place for a hyphen between any two. */
export const breakable = (word) =>
  syllables(word).flatMap((part, i) =>
    i ? [make("i", { class: "soft", "data-hyphen": "\u00ad" }), part] : [part],
  );

/** "attention" -> ["at", "ten", "tion"]: a syllable begins with the consonant before a vowel. */
export function syllables(word) {
  const letters = [...word];
  if (letters.length < LONG) return [word];
  const vowels = letters.map((letter) => VOWEL.test(letter.normalize("NFD")[0]));
  const consonants = letters.map((letter, i) => !vowels[i] && /\p{L}/u.test(letter));
  const parts = [""];
  letters.forEach((letter, i) => {
    const begins = consonants[i] && vowels[i + 1] && (vowels[i - 1] || consonants[i - 1]);
    const roomy = [...parts.at(-1)].length >= LEAST && letters.length - i >= LEAST;
    if (begins && roomy && vowels.slice(0, i).includes(true)) parts.push("");
    parts[parts.length - 1] += letter;
  });
  return parts;
}
