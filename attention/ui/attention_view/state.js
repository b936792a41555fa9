// What the visitor chose, and what is shown because of it. null means: not chosen, the default.

import { LINE_THRESHOLD } from "../shared/contract.js";
import * as link from "../shared/link.js";

export const LOOKS = ["sentence", "lines", "matrix", "heads"];
export const NOTHING_CHOSEN = {
  map: null,
  layer: null,
  head: null,
  token: null,
  look: null,
  share: null,
  special: null,
  words: null,
  direction: null,
  hovered: null,
  column: null,
  hoveredColumn: null,
  role: null,
  picking: false,
};
const IN_LINK = ["map", "layer", "head", "token", "look", "share", "special", "words", "direction"];

/** The token looked from: what is pointed at, else what is locked. */
export const focused = ({ hovered, token }) => hovered ?? token;

/** The state of one picture; with a prefix it is read from the page's link and written to it. */
export function createState(prefix) {
  const listeners = new Set();
  let chosen = { ...NOTHING_CHOSEN };
  if (prefix) for (const name of IN_LINK) chosen[name] = link.get(`${prefix}.${name}`);
  return {
    get: () => chosen,
    set(partial) {
      const changed = Object.keys(partial).filter(
        (name) => name in chosen && chosen[name] !== partial[name],
      );
      if (!changed.length) return;
      chosen = { ...chosen, ...Object.fromEntries(changed.map((name) => [name, partial[name]])) };
      if (prefix) {
        for (const name of changed)
          if (IN_LINK.includes(name)) link.set(`${prefix}.${name}`, chosen[name]);
      }
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/**
 * What is shown for these choices: whatever is not there, or out of range, is the default. The ★ is
 * a row of the map, or where it is looked at ("by") a column.
 */
export function resolve(chosen, maps) {
  const map = maps.find(({ kind }) => kind === chosen.map) ?? maps.at(-1);
  const { layer = 0, head = 0 } = map.opening ?? {};
  const picking = chosen.picking === true;
  const direction = chosen.direction === "by" && !picking ? "by" : "at";
  const [own, other] = direction === "at" ? [map.rows, map.columns] : [map.columns, map.rows];
  return {
    map,
    layer: whole(chosen.layer, map.layers) ?? layer,
    head: chosen.head === "mean" ? "mean" : (whole(chosen.head, map.heads) ?? head ?? "mean"),
    token: whole(chosen.token, own.length),
    hovered: whole(chosen.hovered, own.length),
    column: whole(chosen.column, other.length),
    hoveredColumn: whole(chosen.hoveredColumn, other.length),
    look: LOOKS.includes(chosen.look) ? chosen.look : "sentence",
    share: whole(chosen.share, 101) ?? LINE_THRESHOLD,
    special: chosen.special === "hide" ? "hide" : "show",
    words: chosen.words === "words" ? "words" : "pieces",
    direction,
    role: chosen.role,
    picking,
  };
}

function whole(value, limit) {
  if (value === null || value === "" || value === undefined) return null;
  const number = Number(value);
  return Number.isInteger(number) && number >= 0 && number < limit ? number : null;
}
