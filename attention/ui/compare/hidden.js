// "Hide this word": BERT's guesses for it, and the picture before and after.

import { createAsker } from "../shared/answers.js";
import { t } from "../shared/messages.js";
import { createChoice } from "../shared/choice.js";
import { make, phrase, refill } from "../shared/dom.js";
import * as link from "../shared/link.js";
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
    onclick: () => (answer ? showAgain() : hide()),
  });
  const element = make("div", { class: "hidden-word", role: "group", hidden: true });
  const which = createChoice(t("self-vs-cross.hidden_which"), show);
  let now = null;
  let answer = null;
  let side = "after";
  const asker = createAsker();

  async function hide(token = now.seen.chosen) {
    const { value, base, asked: question, blocked } = now;
    const hiding = wordAt(base.maps[0], token);
    const { text, pair } = question;
    busy(true);
    try {
      const asked = { text, token, model: value.model, pair, blocked };
      side = "after";
      take({ ...(await asker.ask("mask_word", asked)), word: hiding, token });
    } catch {
      element.replaceChildren(make("p", {}, t("self-vs-cross.not_now")));
    }
    element.hidden = false;
    busy(false);
  }

  /** Show an answer; where looks are blocked its guesses stand beside those before, elsewhere. */
  function take(next) {
    answer = next;
    link.set("self.hidden", answer.token);
    element.replaceChildren(
      make("p", { class: "soft" }, t("self-vs-cross.trained")),
      which.element,
      make("div", { class: "guesses" }, ...answer.guesses.map(guessed)),
    );
    show(side);
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
    side = chosen;
    which.draw(
      ["before", "after"].map((value) => ({ value, text: t(`self-vs-cross.hidden_${value}`) })),
      chosen,
    );
    showPicture(answer[chosen], chosen === "after" ? answer.token : null);
  }

  /** Put away what was hidden; the link keeps it. */
  function forget() {
    asker.cancel();
    answer = null;
    element.hidden = true;
    busy(false);
  }

  function showAgain() {
    const { before } = answer;
    reset();
    showPicture(before);
  }

  /** Nothing is hidden any more, in the link neither. */
  function reset() {
    forget();
    link.set("self.hidden", null);
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
    reset,
    hide,
    /** The token whose word is hidden, or null. */
    get token() {
      return answer?.token ?? null;
    },
    /** Hide the word that the link says. */
    async restore() {
      const token = Number(link.get("self.hidden") ?? NaN);
      if (now.base.maps[0].row_words[token] >= 0) await hide(token);
    },
    /** The same word hidden, and other looks blocked. */
    renew: (masked) => take({ ...answer, ...masked }),
    draw(next) {
      now = next;
      const guesses = element.querySelector(".guesses");
      if (guesses) guesses.hidden = now.blocked.length > 0;
      button.disabled = button.getAttribute("aria-busy") === "true";
      name();
    },
  };
}

const word = (text) => make("bdi", {}, text);

/** The whole word that a piece belongs to. */
export function wordAt({ rows, row_words: words }, token) {
  if (words[token] < 0) return rows[token];
  return rows
    .filter((_, i) => words[i] === words[token])
    .map(bare)
    .join("");
}
