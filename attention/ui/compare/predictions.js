// What the ★ row predicts and the likeliest others; and for a translation of one's own, how
// surprised the model is by every token of it.

import { t } from "../shared/messages.js";
import { make } from "../shared/dom.js";
import { percent } from "../shared/percent.js";
import { bars } from "./bars.js";
import { bare } from "../shared/names.js";

/** Surprise in bits: −log2 of the probability; 1 bit is the toss of a coin. */
export const surprise = (probability) => -Math.log2(Math.max(probability, 1e-4));

export function createPredictions(picture) {
  const list = make("div");
  const strip = make("div", { class: "strip", role: "group" });
  const element = make(
    "div",
    { class: "next" },
    make("p", { class: "soft", "aria-hidden": "true" }, t("self-vs-cross.candidates")),
    list,
    strip,
  );

  strip.addEventListener("click", ({ target }) => {
    const token = target.closest("button");
    if (token) picture.set({ token: Number(token.dataset.row) });
  });

  return {
    element,
    draw({ map, seen, asked }) {
      element.hidden = !map.predicts;
      if (!map.predicts) return;
      const { pieces } = picture.rows.find(({ index }) => index === seen.token);
      const token = pieces.at(-1); // what comes after a whole word is predicted by its last piece
      list.replaceChildren(
        bars(
          [[map.predicts[token], map.probabilities[token]], ...map.candidates[token]].map(
            ([name, share], i) => ({
              name: bare(name),
              share,
              text: percent(share),
              chosen: i === 0,
            }),
          ),
          { "aria-label": t("self-vs-cross.candidates") },
        ),
      );
      const own = Boolean(asked.target?.trim());
      strip.hidden = !own;
      strip.setAttribute("aria-label", t("self-vs-cross.surprise"));
      if (own)
        strip.replaceChildren(
          make("span", { class: "soft" }, t("self-vs-cross.surprise")),
          ...map.predicts.map((predicted, row) =>
            chip(predicted, map.probabilities[row], row, pieces.includes(row)),
          ),
        );
    },
  };
}

function chip(predicted, probability, row, chosen) {
  const bits = t("self-vs-cross.bits", {
    bits: (probability < 1e-4 ? "> " : "") + surprise(probability).toFixed(1),
  });
  const button = make(
    "button",
    { type: "button", "data-row": row, "aria-pressed": String(chosen) },
    make("bdi", {}, bare(predicted)),
    make("small", {}, bits),
  );
  button.style.setProperty("--share", Math.min(1, surprise(probability) / 10));
  return button;
}
