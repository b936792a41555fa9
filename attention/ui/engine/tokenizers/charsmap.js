// SentencePiece's own normalisation: its character map, a trie in two arrays (Aoe 1989, as Darts
// lays it out) of what to replace, and the texts to put there.

/** @typedef {{codes: number[], at: number[], end: number}} Normalised codes, and where each was */

const SPACE = 0x20;
const MARK = 0x2581; // ▁

/** @param {Uint8Array} file uint32 size of the trie in bytes, the trie, texts that end with NUL */
export function createCharsmap(file) {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const size = view.getUint32(0, true);
  const units = Uint32Array.from({ length: size / 4 }, (_, i) => view.getUint32(4 + 4 * i, true));
  const texts = file.subarray(4 + size);
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();

  /** @param {number} unit */
  const offset = (unit) => (unit >>> 10) << ((unit & (1 << 9)) >>> 6);

  /**
   * The longest match at a place: how many bytes it has, and where its text begins.
   * @param {Uint8Array} bytes
   * @param {number} place
   */
  function longest(bytes, place) {
    let node = offset(units[0]);
    let match = null;
    for (let i = place; i < bytes.length; i++) {
      node ^= bytes[i];
      const unit = units[node];
      if ((unit & 0x800000ff) >>> 0 !== bytes[i]) break;
      node ^= offset(unit);
      if (unit & (1 << 8)) match = { length: i + 1 - place, text: units[node] & 0x7fffffff };
    }
    return match;
  }

  /** @param {number} start */
  function textAt(start) {
    let end = start;
    while (texts[end]) end++;
    return Array.from(decoder.decode(texts.subarray(start, end)), (c) => c.codePointAt(0) ?? 0);
  }

  /**
   * A text in chunks, each with what it becomes and its slice of the text.
   * @param {number[]} codes
   */
  function* chunks(codes) {
    const pieces = codes.map((code) => encoder.encode(String.fromCodePoint(code)));
    const starts = [0];
    for (const piece of pieces) starts.push(starts[starts.length - 1] + piece.length);
    const bytes = new Uint8Array(starts[starts.length - 1]);
    pieces.forEach((piece, i) => bytes.set(piece, starts[i]));
    for (let place = 0; place < codes.length;) {
      const match = longest(bytes, starts[place]);
      let end = place + 1;
      while (match && starts[end] < starts[place] + match.length) end++;
      yield { into: match ? textAt(match.text) : [codes[place]], start: place, end };
      place = end;
    }
  }

  /**
   * What SentencePiece cuts into pieces: ▁ before every word, no other blanks.
   * @param {number[]} codes
   * @returns {Normalised}
   */
  return (codes) => {
    /** @type {Normalised} */
    const result = { codes: [], at: [], end: 0 };
    let afterSpace = true;
    for (const { into, start, end } of chunks(codes)) {
      const first = result.codes.length === 0;
      let from = 0;
      while (afterSpace && into[from] === SPACE) from++;
      if (from < into.length) {
        if (first) push(MARK, start);
        for (const code of into.slice(from)) push(code === SPACE ? MARK : code, start);
        afterSpace = into[into.length - 1] === SPACE;
      }
      result.end = end;
    }
    while (result.codes.length && result.codes[result.codes.length - 1] === MARK) {
      result.codes.pop();
      result.end = result.at.pop() ?? 0;
    }
    return result;

    /**
     * @param {number} code
     * @param {number} at
     */
    function push(code, at) {
      result.codes.push(code);
      result.at.push(at);
    }
  };
}
