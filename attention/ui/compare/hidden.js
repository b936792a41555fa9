// "Hide this word": BERT's guesses for it, and the picture before and after.

import { createAsker } from "../shared/answers.js";
import { t } from "../shared/messages.js";
import { createChoice } from "../shared/choice.js";
import { make, phrase, refill } from "../shared/dom.js";
import { percent } from "../shared/percent.js";
import { bars } from "./bars.js";
import { bare } from "../shared/names.js";

/**
 * `showPicture(value, hidden)` draws a picture in which the word of the token `hidden`, if any, is
 * hidden.
 */
export function createHidden(showPicture) {
  const button = make("button", {
    type: "button",
    class: "pill",
    onclick: () => (answer ? forget(true) : hide()),
  });
  const element = make("div", { class: "hidden-word", role: "group", hidden: true });
  const which = createChoice(t("self-vs-cross.hidden_which"), show);
  let now = null;
  let answer = null;
  const asker = createAsker();

  async function hide() {
    const { value, asked: question, map, seen } = now;
    const token = seen.chosen;
    const hiding = wordAt(map, token);
    const { text, pair } = question;
    busy(true);
    try {
      const masked = await asker.ask("mask_word", { text, token, model: value.model, pair });
      answer = { ...masked, word: hiding, token };
      element.replaceChildren(
        make("p", { class: "soft" }, t("self-vs-cross.trained")),
        which.element,
        ...masked.guesses.map(guessed),
      );
      show("after");
    } catch {
      element.replaceChildren(make("p", {}, t("self-vs-cross.not_now")));
    }
    element.hidden = false;
    busy(false);
  }

  function guessed(guesses, i) {
    const many = answer.tokens.length > 1;
    const piece = bare(answer.before.maps[0].rows[answer.tokens[i]]);
    const told = many
      ? phrase("self-vs-cross.guesses_piece", { piece: word(piece) })
      : phrase("self-vs-cross.guesses", { word: word(answer.word) });
    return make(
      "div",
      {},
      make("p", {}, ...told),
      bars(
        guesses.map(([token, p]) => ({
          name: token,
          share: p,
          text: percent(p),
          chosen: bare(token) === piece,
        })),
      ),
    );
  }

  function show(chosen) {
    which.draw(
      ["before", "after"].map((value) => ({ value, text: t(`self-vs-cross.hidden_${value}`) })),
      chosen,
    );
    showPicture(answer[chosen], chosen === "after" ? answer.token : null);
  }

  /** Put away what was hidden; `back` shows the sentence as it was. */
  function forget(back) {
    asker.cancel();
    const before = answer?.before;
    answer = null;
    if (back && before) showPicture(before);
    element.hidden = true;
    busy(false);
    if (now) name();
  }

  function busy(on) {
    button.setAttribute("aria-busy", String(on));
    button.disabled = on;
    if (now) name();
  }

  function name() {
    const text = answer ? answer.word : wordAt(now.map, now.seen.chosen);
    refill(button, phrase(`self-vs-cross.${answer ? "unhide" : "hide"}`, { word: word(text) }));
    if (!answer) button.disabled ||= now.map.row_words[now.seen.chosen] < 0;
  }

  return {
    button,
    element,
    forget,
    draw(next) {
      now = next;
      button.disabled = button.getAttribute("aria-busy") === "true";
      name();
    },
  };
}

const word = (text) => make("bdi", {}, text);

/** The whole word that a piece belongs to. */
function wordAt({ rows, row_words: words }, token) {
  if (words[token] < 0) return rows[token];
  return rows
    .filter((_, i) => words[i] === words[token])
    .map(bare)
    .join("");
}
