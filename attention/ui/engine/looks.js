// Looks that are blocked: which row may not look at which column, in every layer and head.

/**
 * As a link and the API write it. For a BERT a column, at which nobody looks, or [row, column]. For
 * a translator a column of the source, which neither the encoder nor the decoder looks at,
 * [kind, column] or [kind, row, column].
 * @typedef {number | [number, number] | [string, number] | [string, number, number]} Look
 */
/**
 * @typedef {object} BlockedLook
 * @property {string[]} kinds
 * @property {number | null} row null: every row
 * @property {number} column
 */

const SELF = ["self"];
const SOURCE = ["encoder", "cross"];
const TRANSLATOR_KINDS = ["encoder", "decoder", "cross"];

/**
 * Read blocked looks; throws RangeError for what is none.
 * @param {Look[]} looks
 * @param {boolean} translates
 * @returns {BlockedLook[]}
 */
export function parseLooks(looks, translates) {
  return looks.map((look) => {
    if (typeof look === "number") return block(translates ? SOURCE : SELF, null, look, look);
    if (!Array.isArray(look)) throw unknown(look);
    const places = translates ? look.slice(1) : look;
    const kinds = translates ? [String(look[0])] : SELF;
    const known = translates ? TRANSLATOR_KINDS.includes(kinds[0]) : places.length === 2;
    if (!known || places.length < 1 || places.length > 2) throw unknown(look);
    return places.length === 2
      ? block(kinds, places[0], places[1], look)
      : block(kinds, null, places[0], look);
  });
}

/**
 * @param {string[]} kinds
 * @param {unknown} row
 * @param {unknown} column
 * @param {unknown} look
 * @returns {BlockedLook}
 */
function block(kinds, row, column, look) {
  const isPlace = (/** @type {unknown} */ place) => Number.isInteger(place) && Number(place) >= 0;
  if (!isPlace(column) || (row !== null && !isPlace(row))) throw unknown(look);
  return { kinds, row: row === null ? null : Number(row), column: Number(column) };
}

/** @param {unknown} look */
const unknown = (look) => new RangeError(`${JSON.stringify(look)} is no look that can be blocked`);

/**
 * Where a row may look among the first `columns` columns; null: everywhere. A row that is left with
 * nothing keeps itself, in cross-attention the source's last token, </s>.
 * @param {BlockedLook[]} looks
 * @param {string} kind
 * @param {number} row
 * @param {number} columns
 * @returns {boolean[] | null}
 */
export function maskRow(looks, kind, row, columns) {
  const blocked = looks.filter(
    (look) => look.kinds.includes(kind) && (look.row === null || look.row === row),
  );
  if (!blocked.length) return null;
  const mask = new Array(columns).fill(true);
  for (const { column } of blocked) if (column < columns) mask[column] = false;
  if (!mask.includes(true)) mask[kind === "cross" ? columns - 1 : row] = true;
  return mask;
}

/**
 * The mask of a pass that reads `count` tokens at once; null: everything may be seen.
 * @param {BlockedLook[]} looks
 * @param {"self" | "encoder"} kind
 * @param {number} count
 */
export function maskAll(looks, kind, count) {
  if (!looks.some((look) => look.kinds.includes(kind))) return null;
  return Array.from(
    { length: count },
    (_, row) => maskRow(looks, kind, row, count) ?? new Array(count).fill(true),
  );
}

/**
 * How far each row's vector is from what it was: 1 − cosine.
 * @param {Float32Array} before (n, d)
 * @param {Float32Array} after (n, d)
 * @param {number} d
 */
export function distances(before, after, d) {
  const rows = Math.min(before.length, after.length) / d;
  return Array.from({ length: rows }, (_, row) => {
    let [product, one, other] = [0, 0, 0];
    for (let i = row * d; i < (row + 1) * d; i++) {
      product += before[i] * after[i];
      one += before[i] ** 2;
      other += after[i] ** 2;
    }
    return Math.max(0, 1 - product / Math.sqrt(one * other));
  });
}
