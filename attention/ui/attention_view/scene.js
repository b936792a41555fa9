// What there is to buildScene: the rows, columns and weights of one head, as pieces or whole words,
// with
// or without special tokens. Pure: from a value and a state to numbers.

import { blockedColumns } from "./blocked.js";
import { grid } from "./decode_weights.js";
import { focused, resolve } from "./state.js";
import { bare, units } from "./units.js";

/** Makes scenes; what only depends on map, layer, head, words and special is kept between them. */
export function createComposer() {
  let seen = null;
  return (maps, chosen) => {
    const state = resolve(chosen, maps);
    const key = [state.layer, state.head, state.words, state.special].join();
    if (seen?.map !== state.map || seen.key !== key)
      seen = kept(seen, { map: state.map, key, ...buildScene(state) });
    const opening = state.map.opening?.row;
    const star = queryRow(seen.rows, focused(state), state.token, opening);
    const row = seen.weights.subarray(star * seen.columns.length, (star + 1) * seen.columns.length);
    return {
      ...seen,
      state,
      star,
      row,
      chosen: seen.rows[queryRow(seen.rows, state.token, opening)].index,
      column: selectedColumn(seen.columns, row, state),
      picked: state.picking ? chosenColumn(seen.columns, state) : -1,
      blocked: blockedColumns(state.map.blocked, seen.rows[star], seen.columns, row),
      token: seen.rows[star].index,
      locked: state.token !== null,
      same: state.map.kind !== "cross",
      hiddenShare: seen.hidden[star],
    };
  };
}

/**
 * Other weights for the same words keep the words as they were, and so the elements made of them.
 */
function kept(before, next) {
  for (const side of ["rows", "columns"]) {
    if (before && JSON.stringify(before[side]) === JSON.stringify(next[side]))
      next[side] = before[side];
  }
  return next;
}

/** Units are pieces or words: {index, pieces, text, special, unknown, follows, reads, predicts}. */
function buildScene({ map, layer, head, words, special }) {
  const all = grid(map, layer, head);
  const merged = words === "words";
  const allRows = units(
    map.rows,
    map.row_words,
    map.special_rows,
    map.unknown?.rows,
    map.typed?.rows,
    merged,
  );
  const allColumns = units(
    map.columns,
    map.column_words,
    map.special_columns,
    map.unknown?.columns,
    map.typed?.columns,
    merged,
  );
  for (const row of allRows) addPrediction(row, map);
  const shown = (unit) => special === "show" || !unit.special;
  const rows = allRows.some(shown) ? allRows.filter(shown) : allRows;
  const columns = allColumns.some(shown) ? allColumns.filter(shown) : allColumns;
  const left = allColumns.filter((column) => !columns.includes(column));
  const weights = new Float64Array(rows.length * columns.length);
  const hidden = new Float64Array(rows.length);
  weighAll(weights, all, rows, columns, map.columns.length);
  const gone = new Float64Array(rows.length * left.length);
  weighAll(gone, all, rows, left, map.columns.length);
  gone.forEach((weight, place) => {
    hidden[Math.floor(place / left.length)] += weight;
  });
  return {
    rows,
    columns,
    weights,
    hidden,
    hiddenNames: [...new Set(left.map(({ text }) => text))],
  };
}

/**
 * Fill `into` (rows × columns) from `all`, whose rows are `width` long, from `start` on: sum to the
 * pieces of a word, mean from them (Clark et al. 2019, 4.1). Plain loops: 144 heads go through it.
 */
export function weighAll(into, all, rows, columns, width, start = 0) {
  const first = Int32Array.from(columns, ({ pieces }) => pieces[0]);
  const past = Int32Array.from(columns, ({ pieces }) => pieces.at(-1) + 1);
  let place = 0;
  for (const { pieces } of rows) {
    for (let j = 0; j < first.length; j++) {
      let sum = 0;
      for (let piece = 0; piece < pieces.length; piece++) {
        const row = start + pieces[piece] * width;
        for (let at = first[j]; at < past[j]; at++) sum += all[row + at];
      }
      into[place++] = sum / pieces.length;
    }
  }
}

/** What a decoder's row predicts: for a word, what comes after its last piece. */
function addPrediction(row, map) {
  const last = row.pieces.at(-1);
  row.predicts = map.predicts ? bare(map.predicts[last], false) : null;
  row.probability = map.probabilities?.[last] ?? null;
}

/**
 * The place of the ★: what is pointed at, else what is locked, else where the map opens, else the
 * second ordinary word.
 */
function queryRow(rows, ...tokens) {
  for (const token of tokens) {
    const place = rows.findIndex(({ pieces }) => pieces.includes(token));
    if (place >= 0) return place;
  }
  const ordinary = rows.filter(({ special }) => !special);
  return rows.indexOf(ordinary[1] ?? ordinary[0] ?? rows[0]);
}

/** The place of the cell read out: what is pointed at, else what is locked, else the strongest. */
function selectedColumn(columns, row, state) {
  const place = chosenColumn(columns, state);
  return place < 0 ? row.indexOf(Math.max(...row)) : place;
}

/** The place of the column that is pointed at, else of the one that is locked, else -1. */
function chosenColumn(columns, { hoveredColumn, column }) {
  for (const piece of [hoveredColumn, column]) {
    const place = columns.findIndex(({ pieces }) => pieces.includes(piece));
    if (place >= 0) return place;
  }
  return -1;
}
