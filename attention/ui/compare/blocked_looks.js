// Blocked looks (DESIGN §4) as a link writes them, "4_6-3" or "2_cross-3-1", and as people see
// them: the pieces of a word are blocked together.

import { bare } from "../attention_view/units.js";
import { parseLooks } from "../engine/looks.js";
import { MAX_TOKENS } from "../shared/contract.js";

const BETWEEN = "_";
const KINDS = ["encoder", "decoder", "cross"];

export const writeLooks = (looks) => looks.map((look) => [look].flat().join("-")).join(BETWEEN);

/** The looks in a link that can be blocked in `maps`; what cannot is left out. */
export function readLooks(text, maps) {
  const translates = maps.length > 1;
  const known = new Set();
  return (text ?? "").split(BETWEEN).flatMap((part) => {
    const look = readLook(part, translates);
    if (look === null || known.has(part) || !fits(look, maps)) return [];
    known.add(part);
    return [look];
  });
}

function readLook(part, translates) {
  const [first, ...rest] = part.split("-");
  const kind = translates && KINDS.includes(first) ? first : null;
  const places = kind ? rest : [first, ...rest];
  if (!places.every((place) => /^\d{1,3}$/.test(place))) return null;
  const numbers = places.map(Number);
  if (kind) return numbers.length === 1 || numbers.length === 2 ? [kind, ...numbers] : null;
  if (numbers.length === 1) return numbers[0];
  return numbers.length === 2 && !translates ? numbers : null;
}

/** Each kind with its looks, as the picture wants them: {row or null, column}. */
export const ofKind = (looks, kind, translates) =>
  parseLooks(looks, translates).filter(({ kinds }) => kinds.includes(kind));

/** A translation may come to have as many tokens as fit. */
function fits(look, maps) {
  const source = maps[0].columns.length;
  return parseLooks([look], maps.length > 1).every(({ kinds: [kind], row, column }) => {
    const columns = kind === "decoder" ? MAX_TOKENS : source;
    const rows = ["decoder", "cross"].includes(kind) ? MAX_TOKENS : source;
    return column < columns && (row === null || row < rows);
  });
}

/** The looks that a row (its pieces), or with null every row, takes at a column's pieces. */
export function looksAt(kind, rowPieces, columnPieces) {
  const places = columnPieces.flatMap((column) =>
    rowPieces === null ? [[column]] : rowPieces.map((row) => [row, column]),
  );
  const named = kind === "decoder" || (rowPieces !== null && kind !== "self");
  return places.map((place) => {
    const look = named ? [kind, ...place] : place;
    return look.length === 1 ? look[0] : look;
  });
}

const same = (look, other) => String(look) === String(other);

/** Whether all of `some` are among `looks`. */
export const includesAll = (looks, some) =>
  some.every((look) => looks.some((other) => same(look, other)));

/** `looks` with `some`, or, if they are all there, without them. */
export const toggled = (looks, some) =>
  includesAll(looks, some)
    ? looks.filter((look) => !some.some((other) => same(look, other)))
    : [...looks, ...some.filter((look) => !looks.some((other) => same(look, other)))];

/**
 * The looks by the words that look and are looked at: [{kind, row, column, looks}], row and column
 * the pieces of a word, row null for every word; kind null for the source of a translator.
 */
export function groupLooks(looks, maps) {
  const translates = maps.length > 1;
  const groups = new Map();
  for (const look of looks) {
    const [{ kinds, row, column }] = parseLooks([look], translates);
    const map = maps.find(({ kind }) => kind === kinds[0]);
    const word = (words, place) => (words?.[place] >= 0 ? `word ${words[place]}` : place);
    const key = [
      kinds,
      row === null ? "" : word(map.row_words, row),
      word(map.column_words, column),
    ].join("|");
    const group = groups.get(key) ?? {
      kind: kinds.length > 1 ? null : kinds[0],
      row: row === null ? null : [],
      column: [],
      looks: [],
    };
    if (row !== null && !group.row.includes(row)) group.row.push(row);
    if (!group.column.includes(column)) group.column.push(column);
    group.looks.push(look);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** The words of a group in `value`: {row (null: every word), column}. */
export function namesOf({ kind, row, column }, { maps }) {
  const { rows, columns } = kind === null ? maps[0] : maps.find((map) => map.kind === kind);
  const text = (tokens, pieces) =>
    [...pieces]
      .sort((one, other) => one - other)
      .map((piece) => bare(tokens[piece] ?? String(piece + 1), true))
      .join("");
  return { row: row && text(rows, row), column: text(columns, column) };
}
