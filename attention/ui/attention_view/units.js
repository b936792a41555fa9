// The words of a sentence, or its tokens: what a picture has a chip for.

/**
 * The words of a sentence as they were typed (merged), or its tokens as the tokenizer has them:
 * {index, pieces, text, follows, special, unknown}.
 */
export function units(tokens, words, special, unknown, typed, merged) {
  const found = [];
  tokens.forEach((token, index) => {
    const word = words?.[index] ?? index;
    const follows = index > 0 && word >= 0 && word === (words?.[index - 1] ?? -1);
    if (merged && follows) {
      found.at(-1).pieces.push(index);
      found.at(-1).text += typed ? typed[index] : bare(token, true);
      found.at(-1).unknown ||= Boolean(unknown?.[index]);
    } else {
      found.push({
        index,
        pieces: [index],
        text: merged && typed ? typed[index] : bare(token, false),
        follows,
        special: Boolean(special?.[index]),
        unknown: Boolean(unknown?.[index]),
      });
    }
  });
  for (const unit of found) unit.text ||= bare(tokens[unit.index], false);
  return found;
}

/** A token without the marks of its tokenizer, as long as something is left. */
export function bare(token, inside) {
  const text = (inside ? token.replace(/^##/, "") : token).replaceAll("▁", "");
  return text.trim() ? text : token;
}
