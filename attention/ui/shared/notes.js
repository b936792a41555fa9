// What a visitor should be told about the answer: cut, another model, a download, an empty box,
// no answer.

import { t } from "./messages.js";
import { make } from "./dom.js";
import { shortName } from "./names.js";

const FAILED = ["busy", "lost"]; // the same question may be answered another time

export function createNotes(list) {
  return {
    /** `again`, if given, is done by a button beside a note that says there is no answer. */
    draw(notes, again = null) {
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
      const button = () =>
        make("button", { type: "button", class: "pill", onclick: again }, t("self-vs-cross.again"));
      list.hidden = !texts.size;
      list.replaceChildren(
        ...[...texts].map(([text, code]) =>
          make("li", { "data-note": code }, text, again && FAILED.includes(code) ? button() : null),
        ),
      );
    },
  };
}
