// What each view shows, what to tap and what to look for, with an example that sets it up.

import { say } from "../../static/words.js";

const CAT = "The black cat sat on the mat.";
const EXAMPLES = {
  head: [
    { view: "head", text: CAT, model: "bert-mini", head: "previous" },
    { view: "head", text: CAT, model: "bert-mini", head: "separator" },
    { view: "head", text: "I like black cats.", model: "marian-mini-en-fr", map: "cross", head: "cross" },
  ],
  model: [
    { view: "model", text: CAT, model: "bert-mini", head: "previous" },
    { view: "model", text: CAT, model: "bert-mini", head: "separator" },
    { view: "model", text: "I like black cats.", model: "marian-mini-en-fr", map: "cross", head: "cross" },
  ],
  neuron: [
    { view: "neuron", text: CAT, model: "bert-mini", head: "previous" },
    { view: "neuron", text: CAT, model: "bert-mini", head: "separator" },
    { view: "neuron", text: CAT, other: "It was tired.", model: "bert-mini", map: "ab", head: "separator" },
  ],
};

export function createHints(list, heading, choose) {
  let shown = null;
  function show(view) {
    if (view === shown) return;
    shown = view;
    heading.textContent = say(`bertviz.about_${view}`);
    list.replaceChildren(...EXAMPLES[view].map((example, i) => {
      const item = document.createElement("li");
      const text = Object.assign(document.createElement("p"), { textContent: say(`bertviz.hint_${view}_${i + 1}`) });
      const button = Object.assign(document.createElement("button"), {
        type: "button", textContent: say(`bertviz.example_${view}_${i + 1}`),
      });
      button.addEventListener("click", () => choose({ other: "", ...example }));
      item.append(text, button);
      return item;
    }));
  }
  return { show };
}
