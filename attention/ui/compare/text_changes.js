// What changed from one text to another: the longest run of words that both have is kept.

const WORDS = /[\p{L}\p{M}\p{N}’'-]+|\s+|[^]/gu;

/** Words where there are spaces between them, else letters. */
const parts = (text, spaced) => (spaced ? (text.match(WORDS) ?? []) : [...text]);

/**
 * Both texts in pieces, [{text, changed}], of which the unchanged ones are the same in both.
 * @param {string} before
 * @param {string} after
 */
export function textChanges(before, after) {
  const spaced = /\s/.test(before + after);
  const [one, other] = [parts(before, spaced), parts(after, spaced)];
  const kept = common(one, other);
  return [
    pieces(one, new Set(kept.map(([i]) => i))),
    pieces(other, new Set(kept.map(([, j]) => j))),
  ];
}

/** The places [i, j] of a longest common subsequence. */
function common(one, other) {
  const longest = Array.from({ length: one.length + 1 }, () => new Array(other.length + 1).fill(0));
  for (let i = one.length - 1; i >= 0; i--)
    for (let j = other.length - 1; j >= 0; j--)
      longest[i][j] =
        one[i] === other[j]
          ? longest[i + 1][j + 1] + 1
          : Math.max(longest[i + 1][j], longest[i][j + 1]);
  const kept = [];
  for (let i = 0, j = 0; i < one.length && j < other.length;) {
    if (one[i] === other[j]) kept.push([i++, j++]);
    else if (longest[i + 1][j] >= longest[i][j + 1]) i++;
    else j++;
  }
  return kept;
}

function pieces(words, kept) {
  const found = [];
  words.forEach((text, i) => {
    const changed = !kept.has(i);
    if (found.at(-1)?.changed === changed) found.at(-1).text += text;
    else found.push({ text, changed });
  });
  return found;
}
