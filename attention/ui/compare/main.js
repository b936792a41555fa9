// One sentence read by BERT and by a translator: the drawing of both, and a card for each.

import * as link from "../shared/link.js";
import { ready, t } from "../shared/messages.js";
import { createCard } from "./card.js";
import { createDrawing } from "./drawing.js";
import { createExamples } from "./examples.js";
import { createNotes } from "../shared/notes.js";

const QUESTION = ["text", "pair", "target", "bert", "to"];

export async function mount({ element, props, trigger, watch }) {
  await ready;
  const part = (name) => element.querySelector(`[data-part="${name}"]`);
  for (const one of element.querySelectorAll("[data-say]")) one.textContent = t(one.dataset.say);
  for (const one of element.querySelectorAll("[data-label]"))
    one.setAttribute("aria-label", t(one.dataset.label));
  const usual = props.value.self.texts[0];
  const notes = createNotes(part("notes"));
  const cards = {
    self: createCard(part("self"), "self"),
    cross: createCard(part("cross"), "cross"),
  };
  const drawing = createDrawing(part("drawing"), part("flow"), cards);
  createExamples(part("examples"), (text) => trigger("select", { text }));

  function draw() {
    const { value } = props;
    notes.draw(value.notes);
    if (!value.self) return; // only something to tell: the pictures stay
    cards.self.update(value.self, value.asked);
    cards.cross.update(value.cross, value.asked);
    drawing.draw(value);
    if (value.asked) remember(value.asked);
  }

  /** Models are written always, so that the link means the same wherever it is opened. */
  function remember(asked) {
    for (const name of QUESTION)
      link.set(name, asked[name] || null, name === "text" ? usual : null);
  }

  draw();
  watch("value", draw);
  const linked = Object.fromEntries(QUESTION.map((name) => [name, link.get(name)]));
  if (Object.values(linked).some(Boolean)) {
    notes.draw([{ code: "opening" }]);
    trigger("select", linked);
  }
}
