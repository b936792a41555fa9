// What a visitor should be told about the answer: cut, another model, a download, an empty box,
// no answer.

import { t } from "./messages.js";
import { make } from "./dom.js";
import { shortName } from "./names.js";

export function createNotes(list) {
  return {
    draw(notes) {
      const texts = new Map(
        notes.map(({ code, model = "", shown, pieces, share = 0, message = "" }) => [
          t(`self-vs-cross.note_${code}`, {
            model: shortName(model),
            shown,
            pieces,
            message,
            share: `${Math.round(share * 100)} %`,
          }),
          code,
        ]),
      );
      list.hidden = !texts.size;
      list.replaceChildren(
        ...[...texts].map(([text, code]) => make("li", { "data-note": code }, text)),
      );
    },
  };
}
