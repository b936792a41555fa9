// What there is to see: the rows, columns and weights of one head, as pieces or whole words, with
// or without special tokens, from either side. Pure: from a value and a state to numbers.

import { blockedColumns, blockedRows } from "./blocked.js";
import { grid } from "./decode_weights.js";
import { focused, resolve } from "./state.js";
import { bare, units } from "./units.js";

/**
 * Makes scenes; what only depends on map, layer, head, words, special and direction is kept between
 * them. `rows` is the side of the ★, `row` its weights and `columns` what they are for; `grid` has
 * the same the way it was computed, from words that look to words that are looked at.
 */
export function createComposer() {
  let seen = null;
  return (maps, chosen) => {
    const state = resolve(chosen, maps);
    const key = [state.layer, state.head, state.words, state.special, state.direction].join();
    if (seen?.map !== state.map || seen.key !== key)
      seen = oriented(state, key, kept(seen?.grid, buildScene(state)));
    const { rows, columns, weights, opening } = seen;
    const star = queryRow(rows, focused(state), state.token, opening);
    const row = weights.subarray(star * columns.length, (star + 1) * columns.length);
    const column = selectedColumn(columns, row, state);
    const same = state.map.kind !== "cross";
    const by = state.direction === "by";
    const starred = rows[queryRow(rows, state.token, opening)].index;
    const looker = columns[column].index; // the row, where the ★ is a column of another text
    return {
      ...seen,
      state,
      star,
      starred,
      row,
      column,
      picked: state.picking ? chosenColumn(columns, state) : -1,
      blocked: (by ? blockedRows : blockedColumns)(state.map.blocked, rows[star], columns, row),
      same,
      by,
      token: by && !same ? looker : rows[star].index,
      chosen: by && !same ? looker : starred,
      locked: state.token !== null,
      hiddenShare: seen.hidden[star],
    };
  };
}

/** A scene from the side of the ★; without a choice it opens where the map does. */
function oriented({ map, direction }, key, { grid, hiddenFrom, hiddenAt, hiddenNames }) {
  const row = map.opening?.row;
  const by = direction === "by";
  return {
    map,
    key,
    grid,
    ...turned(grid, direction),
    opening: by && map.kind === "cross" ? strongestColumn(grid, queryRow(grid.rows, row)) : row,
    hidden: by ? hiddenAt : hiddenFrom,
    hiddenNames: hiddenNames[direction],
  };
}

/**
 * What is seen of a grid {rows, columns, weights} from the side of the ★: for "at" the grid as it
 * is; for "by" turned, so that a row of it holds the weights that one word gets.
 */
function turned(grid, direction) {
  if (direction === "at") return grid;
  const { rows, columns, weights } = grid;
  const [down, across] = [rows.length, columns.length];
  const other = new Float64Array(weights.length);
  for (let i = 0; i < down; i++)
    for (let j = 0; j < across; j++) other[j * down + i] = weights[i * across + j];
  return { rows: columns, columns: rows, weights: other };
}

function strongestColumn({ columns, weights }, row) {
  const looks = weights.subarray(row * columns.length, (row + 1) * columns.length);
  return columns[looks.indexOf(Math.max(...looks))].index;
}

/**
 * Other weights for the same words keep the words as they were, and so the elements made of them.
 */
function kept(before, next) {
  for (const side of ["rows", "columns"]) {
    if (before && JSON.stringify(before[side]) === JSON.stringify(next.grid[side]))
      next.grid[side] = before[side];
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
  const leftRows = allRows.filter((row) => !rows.includes(row));
  const leftColumns = allColumns.filter((column) => !columns.includes(column));
  const weigh = (from, to) => {
    const weights = new Float64Array(from.length * to.length);
    weighAll(weights, all, from, to, map.columns.length);
    return weights;
  };
  const hiddenFrom = new Float64Array(rows.length);
  weigh(rows, leftColumns).forEach((weight, place) => {
    hiddenFrom[Math.floor(place / leftColumns.length)] += weight;
  });
  const hiddenAt = new Float64Array(columns.length); // the mean of the rows that are hidden
  weigh(leftRows, columns).forEach((weight, place) => {
    hiddenAt[place % columns.length] += weight / leftRows.length;
  });
  const names = (units) => [...new Set(units.map(({ text }) => text))];
  return {
    grid: { rows, columns, weights: weigh(rows, columns) },
    hiddenFrom,
    hiddenAt,
    hiddenNames: { at: names(leftColumns), by: names(leftRows) },
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
