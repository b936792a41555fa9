// How similarity is measured, who may be seen, where to start from, and reset.

import { SIMILARITIES } from "../engine/attend.js";
import { ready, t } from "../shared/messages.js";
import { make } from "../shared/dom.js";

const pick = (key, onclick) =>
  make("button", { type: "button", class: "pick", onclick }, t(`basics.${key}`));

/** Fill the places for similarity, mask and presets; a choice counts as let go at once. */
export async function createOptions({ similarity, mask, presets }, state, world, start) {
  await ready;
  const choose = (patch) => {
    state.change(patch);
    state.settle();
  };
  const kinds = SIMILARITIES.map((kind) =>
    pick(`similarity_${kind.replace(" ", "_")}`, () => choose({ similarity: kind })),
  );
  const causal = pick("causal", () => choose({ causal: !state.now.causal }));
  const named = Object.entries(world.presets).map(([name, { query, key }]) =>
    pick(`preset_${name}`, () => {
      const n = state.now.words.length;
      choose({ query: query.slice(0, n), key: key.slice(0, n) });
    }),
  );
  similarity.setAttribute("aria-label", t("basics.similarity"));
  similarity.append(...kinds);
  mask.append(causal);
  presets.append(
    ...named,
    pick("reset", () => choose(start)),
  );
  state.onChange(similarity, (now) => {
    kinds.forEach((button, i) =>
      button.setAttribute("aria-pressed", SIMILARITIES[i] === now.similarity),
    );
    causal.setAttribute("aria-pressed", now.causal);
  });
}
