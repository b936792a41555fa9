// What each view shows, what to tap and what to look for, each with an example that sets it up.

import { BERTVIZ_EXAMPLES } from "../shared/contract.js";
import { t } from "../shared/messages.js";

const MAT = BERTVIZ_EXAMPLES.sentence;
const CATS = { ...BERTVIZ_EXAMPLES.translation, map: "cross", head: "cross" };
const PAIR = { ...BERTVIZ_EXAMPLES.pair, map: "ba", head: "other" };
const HINTS = {
  head: [{ ...MAT, head: "previous" }, { ...MAT, head: "separator" }, CATS],
  model: [
    { ...MAT, head: "previous" },
    { ...MAT, head: "separator" },
    { ...CATS, map: "decoder" },
  ],
  neuron: [{ ...MAT, head: "previous" }, { ...MAT, head: "separator" }, PAIR],
};

function make(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

/**
 * Fill `list` with the hints of a view; an example's button hands its question to `ask`, with the
 * map and which of the heads measured to open: {view, text, other, model, map?, head}.
 */
export function createHints(list, heading, ask) {
  let shown = null;

  function show(view) {
    if (view === shown) return;
    shown = view;
    heading.textContent = t(`bertviz.about_${view}`);
    list.replaceChildren(
      ...HINTS[view].map((example, i) => {
        const item = make("li", {});
        const button = make("button", {
          type: "button",
          textContent: t(`bertviz.example_${view}_${i + 1}`),
        });
        button.addEventListener("click", () => ask({ view, ...example }));
        item.append(make("p", { textContent: t(`bertviz.hint_${view}_${i + 1}`) }), button);
        return item;
      }),
    );
  }

  return { show };
}
