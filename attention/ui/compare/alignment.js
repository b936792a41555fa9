// The alignment lesson: the strongest source word for every token of the translation, whose rows
// are named by the token they predict or by the one they read.

import { grid, unpack } from "../attention_view/decode_weights.js";
import { t } from "../shared/messages.js";
import { createChoice } from "../shared/choice.js";
import { make } from "../shared/dom.js";
import { percent } from "../shared/percent.js";
import { bare } from "../shared/names.js";

/** The words of the source, with their columns; special tokens are no words. */
function wordsOf({ columns, column_words: words, special_columns: special, typed }) {
  const found = new Map();
  columns.forEach((token, j) => {
    if (special[j]) return;
    const word = found.get(words[j]) ?? { text: "", pieces: [] };
    word.text += typed?.columns?.[j] ?? bare(token);
    word.pieces.push(j);
    found.set(words[j], word);
  });
  return [...found.values()];
}

/** For every row that has a name when named `by` "predicted" or "read": name, word and share. */
export function align(map, weights, by) {
  const words = wordsOf(map);
  const width = map.columns.length;
  return map.rows.flatMap((token, row) => {
    if (by === "read" && map.special_rows[row]) return [];
    const shares = words.map(({ pieces }) =>
      pieces.reduce((sum, j) => sum + weights[row * width + j], 0),
    );
    const best = shares.indexOf(Math.max(...shares));
    const name = by === "read" ? token : map.predicts[row];
    return best < 0 ? [] : [{ row, name: bare(name), word: words[best].text, share: shares[best] }];
  });
}

export function createAlignment(picture) {
  let by = "predicted";
  let now = null;
  let drawn = {};
  const pairs = make("ol", { class: "pairs" });
  const choice = createChoice(t("self-vs-cross.align_by"), (chosen) => {
    by = chosen;
    draw();
  });
  const element = make(
    "details",
    { class: "lesson", ontoggle: () => draw() },
    make("summary", {}, t("self-vs-cross.align")),
    make("p", { class: "soft" }, t("self-vs-cross.align_says")),
    choice.element,
    pairs,
  );

  pairs.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button) picture.set({ token: Number(button.dataset.row) });
  });

  function draw() {
    element.hidden = now?.map.kind !== "cross";
    if (element.hidden || !element.open) return;
    choice.draw(
      ["predicted", "read"].map((value) => ({ value, text: t(`self-vs-cross.align_${value}`) })),
      by,
    );
    const { map, seen } = now;
    const key = [seen.layer, seen.head, by].join();
    if (drawn.map !== map) drawn = { map, unpacked: unpack(map) };
    if (drawn.key !== key) {
      drawn.key = key;
      pairs.replaceChildren(
        ...align(map, grid(drawn.unpacked, seen.layer, seen.head), by).map(pair),
      );
    }
    const { pieces } = picture.rows.find(({ index }) => index === seen.token);
    for (const one of pairs.querySelectorAll("button"))
      one.setAttribute("aria-pressed", String(pieces.includes(Number(one.dataset.row))));
  }

  return {
    element,
    draw(next) {
      now = next;
      draw();
    },
  };
}

const pair = ({ row, name, word, share }) =>
  make(
    "li",
    {},
    make(
      "button",
      { type: "button", "data-row": row },
      make("b", {}, make("bdi", {}, name)),
      " → ",
      make("bdi", {}, word),
      make("small", {}, percent(share)),
    ),
  );
