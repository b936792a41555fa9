// Sentences worth reading: each shows one thing.

import { t } from "../shared/messages.js";
import { make } from "../shared/dom.js";

const EXAMPLES = {
  cat: "The cat sat on the mat",
  adjective: "I like black cats.",
  pronoun: "The dog ate the meat because it was hungry.",
  order: "I drank coffee with my friend yesterday.",
  bank: "He went to the bank to get some money.",
  japanese: "私は黒い猫が好きです。",
  long: "When I was a child, my grandmother told me a story about an old man who lived alone in a small house by the sea.",
};

export function createExamples(row, choose) {
  row.append(
    ...Object.entries(EXAMPLES).map(([name, text]) =>
      make(
        "button",
        { type: "button", class: "pill", title: text, onclick: () => choose(text) },
        t(`self-vs-cross.example_${name}`),
      ),
    ),
  );
}
