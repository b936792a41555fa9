// A matrix as it is written by hand: rows of numbers between two brackets.

import { make, write } from "../shared/dom.js";
import { number } from "../shared/number.js";

/** Brackets around `rows` of numbers, in the colour of `role`. */
export function brackets(role, rows, digits = 2) {
  const box = make("span", { class: `brackets ${role}` }, ...rows.flat().map(() => make("span")));
  box.style.setProperty("--columns", rows[0].length);
  refill(box, rows, digits);
  return box;
}

/** Write other numbers into the same brackets. */
export function refill(box, rows, digits = 2) {
  rows.flat().forEach((x, i) => write(box.children[i], number(x, digits)));
}
