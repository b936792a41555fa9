// After every release Python computes the same sum, and the page says whether both agree.

import { createAsker } from "../shared/answers.js";
import { ready, t } from "../shared/messages.js";

const TOLERANCE = 1e-9;

/** The largest difference between two computations; a masked score (null) equals −Infinity. */
export function difference(mine, theirs) {
  const pairs = ["scores", "weights", "output"].flatMap((name) =>
    mine[name].flatMap((row, i) => row.map((x, j) => [x, theirs[name][i][j] ?? -Infinity])),
  );
  const gaps = pairs.map(([x, y]) => (x === y ? 0 : Math.abs(x - y)));
  return gaps.some(Number.isNaN) ? Infinity : Math.max(...gaps);
}

/** Keep `note` saying whether Python and the browser agree on what `state` shows. */
export async function createAgreement(note, state) {
  await ready;
  const asker = createAsker();
  let judged = null; // the scores that the note speaks of
  const show = (name, text) => {
    note.dataset.state = name;
    note.textContent = text;
  };
  state.onChange(note, (now) => {
    if (judged !== now.scores && note.dataset.state) show("", "");
  });
  state.onSettle(async (now, changed) => {
    if (changed.size === 1 && changed.has("token")) return; // a tap on a word changes no number
    const { query, key, value, similarity, causal } = now;
    try {
      const toy = { query, key, value, similarity, causal };
      const gap = difference(now, await asker.ask("toy_attention", toy));
      if (now.scores !== state.now.scores) return;
      judged = now.scores;
      if (gap <= TOLERANCE) show("agrees", t("basics.agrees"));
      else show("differs", t("basics.differs", { gap: gap.toPrecision(2) }));
    } catch {
      judged = now.scores;
      show("unreachable", t("basics.unreachable"));
    }
  });
}
