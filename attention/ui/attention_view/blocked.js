// Looks that are blocked, as the picture shows them: `map.blocked` lists them, each a column and
// the row that may not look there, or null for every row.

import { make } from "../shared/dom.js";
import { t } from "../shared/messages.js";

/**
 * Whether the unit `row` may not look at each of `columns`: all their pieces are blocked for all of
 * its. A row that was left with nothing keeps itself, and says so by its weight.
 */
export function blockedColumns(blocked, row, columns, weights) {
  if (!blocked?.length) return columns.map(() => false);
  const isBlocked = (piece, column) =>
    blocked.some((look) => look.column === column && (look.row === null || look.row === piece));
  return columns.map(
    ({ pieces }, j) =>
      weights[j] === 0 &&
      pieces.every((column) => row.pieces.every((piece) => isBlocked(piece, column))),
  );
}

/** Whether each of `rows` may not look at the unit `column`: the same, from the other side. */
export const blockedRows = (blocked, column, rows, weights) =>
  rows.flatMap((row, i) => blockedColumns(blocked, row, [column], [weights[i]]));

/** Mark a word's chip: the ★ may not look there; it is picked, to be blocked or seen again. */
export function mark(node, isBlocked, isPicked) {
  if (isBlocked !== node.classList.contains("blocked")) {
    node.classList.toggle("blocked", isBlocked);
    if (isBlocked) node.append(sign());
    else node.querySelector(".cut").remove();
  }
  node.classList.toggle("picked", isPicked);
}

const sign = () =>
  make("span", { class: "cut", role: "img", "aria-label": t("picture.blocked") }, "✂");
