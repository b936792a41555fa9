// "Block a look": the model reads again without it, and what changes is shown beside what was.

import { createConversation } from "../shared/conversation.js";
import { make, phrase } from "../shared/dom.js";
import * as link from "../shared/link.js";
import { t } from "../shared/messages.js";
import { createNotes } from "../shared/notes.js";
import {
  groupLooks,
  includesAll,
  looksAt,
  namesOf,
  ofKind,
  readLooks,
  toggled,
  writeLooks,
} from "./blocked_looks.js";
import { createComparison } from "./comparison.js";
import { wordAt } from "./hidden.js";

/**
 * `show(value)` draws a picture; `hidden` (BERT's card only) is the word that is hidden, whose
 * guesses are compared, as createHidden() makes it.
 */
export function createBlock(name, { view, picture, show, hidden }) {
  const translates = name === "cross";
  const key = `${name}.blocked`;
  const button = make(
    "button",
    { type: "button", class: "pill", "aria-pressed": "false", onclick: toggleMode },
    t("self-vs-cross.block"),
  );
  const offer = make("div", { class: "offer" });
  const list = make("div", { class: "blocked-looks", role: "group" });
  const noteList = make("ul", { class: "notes", role: "status", hidden: true });
  const comparison = createComparison(picture, () => ask(looks));
  const element = make(
    "div",
    { class: "blocking", role: "group", "aria-label": t("self-vs-cross.block"), hidden: true },
    offer,
    list,
    noteList,
    comparison.element,
  );
  element.addEventListener("keydown", ({ key: pressed }) => {
    if (pressed === "Escape") button.focus(); // what has it may go
  });
  view.addEventListener("click", ({ target }) => {
    if (now?.seen.picking && target.closest(".stage")) bringIntoSight();
  });
  const notes = createNotes(noteList);
  const busy = (on) => element.setAttribute("aria-busy", String(on));
  const conversation = createConversation({ busy }, notes);
  let now = null;
  let looks = [];
  let wanted = []; // those that are asked for
  let offered = ""; // what is on offer
  let listed = {}; // whose list is there
  let comparedHidden = null; // the hidden word that the comparison is of

  function toggleMode() {
    picture.set({ picking: !now.seen.picking, column: null });
  }

  /** Read again with `next` blocked; without a hidden word BERT is asked about the ★. */
  async function ask(next) {
    const { asked, base, seen, hiding } = now;
    const { text, pair, target } = asked;
    const { model } = base;
    wanted = next;
    comparedHidden = hiding;
    if (!next.length && hiding === null) {
      reset();
      return show(base);
    }
    const words = base.maps[0].row_words;
    const token = translates ? null : (hiding ?? (words[seen.chosen] < 0 ? null : seen.chosen));
    const masked = (blocked) => ["mask_word", { text, token, model, pair, blocked }];
    const questions = translates
      ? [["cross_attention", { text, target, model, blocked: next }]]
      : token === null
        ? [["self_attention", { text, pair, model, blocked: next }]]
        : [masked([]), masked(next)];
    const answers = await conversation.converse(
      [model],
      (post) => inTurn(questions.map((question) => () => post(...question))),
      () => ask(next),
    );
    if (!answers) {
      wanted = looks;
      return draw();
    }
    if (now.hiding !== hiding) return ask(next);
    const after = answers.at(-1);
    const before = answers[0];
    const shown = token === null ? after : hiding === null ? after.before : after.after;
    notes.draw([]);
    keep(next);
    comparison.compare(
      looks.length
        ? {
            base,
            after: shown,
            guesses: token === null ? null : { before: before.guesses, after: after.guesses },
            token,
            places: token === null ? [] : before.tokens,
            word: token === null ? null : wordAt(base.maps[0], token),
            groups: groupLooks(looks, base.maps),
            written: writeLooks(looks),
          }
        : null,
    );
    if (hiding === null) show(shown);
    else hidden.renew(after);
  }

  async function block(next) {
    await ask(next);
    bringIntoSight();
  }

  const bringIntoSight = () => element.scrollIntoView({ block: "nearest" });

  function keep(next) {
    looks = next;
    link.set(key, writeLooks(looks) || null);
  }

  /** Put away what is blocked; the link keeps it. */
  function forget() {
    conversation.cancel();
    notes.draw([]);
    looks = wanted = [];
    comparedHidden = null;
    comparison.compare(null);
  }

  /** Nothing is blocked any more, in the link neither. */
  function reset() {
    forget();
    keep([]);
  }

  function draw() {
    const { seen, hiding } = now;
    button.setAttribute("aria-pressed", String(seen.picking));
    element.hidden = !seen.picking && !looks.length && noteList.hidden;
    if (wanted.length && hiding !== null && comparedHidden !== hiding) ask(wanted);
    drawOffer();
    drawList();
    comparison.draw(now);
  }

  function drawOffer() {
    const { map, seen } = now;
    offer.hidden = !seen.picking;
    if (offer.hidden) return;
    const row = picture.rows.find(({ index }) => index === seen.chosen);
    const column = picture.columns.find(({ pieces }) => pieces.includes(seen.column));
    const key = JSON.stringify([map.kind, row, column, looks]);
    if (key === offered) return;
    offered = key;
    const rowWord = word(row.text);
    if (!column) {
      offer.replaceChildren(
        make("p", { role: "status" }, ...phrase("self-vs-cross.block_pick", { row: rowWord })),
      );
      return;
    }
    const choice = (said, rows, disabled) => {
      const some = looksAt(map.kind, rows, column.pieces);
      return make(
        "button",
        {
          type: "button",
          class: "pill",
          disabled,
          "aria-pressed": String(includesAll(looks, some)),
          onclick: () => block(toggled(wanted, some)),
        },
        t(said),
      );
    };
    const later = map.kind === "decoder" && column.index > row.pieces.at(-1);
    const focus = [...offer.querySelectorAll("button")].indexOf(document.activeElement);
    offer.replaceChildren(
      make(
        "p",
        { role: "status" },
        make("b", { class: "query" }, rowWord),
        " → ",
        make("b", { class: "key" }, word(column.text)),
      ),
      choice("self-vs-cross.block_row", row.pieces, later),
      choice("self-vs-cross.block_column", null, false),
    );
    if (focus >= 0) offer.querySelectorAll("button")[focus].focus({ preventScroll: true });
  }

  function drawList() {
    if (listed.looks === looks && listed.value === now.value) return;
    listed = { looks, value: now.value };
    const groups = groupLooks(looks, now.base.maps);
    list.hidden = !groups.length;
    const within = list.contains(document.activeElement);
    list.replaceChildren(
      make("span", { class: "soft" }, t("self-vs-cross.block_count", { count: groups.length })),
      ...groups.map((group) => undo(group)),
      ...(groups.length > 1
        ? [
            make(
              "button",
              { type: "button", class: "pill", onclick: () => ask([]) },
              t("self-vs-cross.block_undo_all"),
            ),
          ]
        : []),
    );
    if (within) (list.querySelector("button") ?? button).focus({ preventScroll: true });
  }

  function undo(group) {
    const { row, column } = namesOf(group, translates ? now.value : now.base);
    const names = { row: row ?? t("self-vs-cross.block_all_words"), column };
    const kind = translates && group.kind ? `${t(`picture.map_${group.kind}`)}: ` : "";
    return make(
      "button",
      {
        type: "button",
        class: "pill",
        "aria-label": t("self-vs-cross.block_undo", names),
        onclick: () => ask(toggled(wanted, group.looks)),
      },
      "↶ ",
      make("small", {}, kind),
      row === null ? names.row : word(row),
      " ✂ ",
      word(column),
    );
  }

  return {
    button,
    element,
    forget,
    bringIntoSight,
    get looks() {
      return looks;
    },
    /** Block what the link says, as far as it can be blocked here. */
    restore() {
      const linked = readLooks(link.get(key), now.base.maps);
      if (linked.length) ask(linked);
    },
    reset,
    /** The picture's value, with what is blocked in it, at the head that `base` opens. */
    mark: (value, base) => ({
      ...value,
      maps: value.maps.map((map, i) => ({
        ...map,
        opening: base.maps[i].opening,
        blocked: ofKind(looks, map.kind, translates),
      })),
    }),
    draw(next) {
      now = next;
      draw();
    },
  };
}

/** Not at once: of two questions by one name the newer replaces the older. */
async function inTurn(asks) {
  const answers = [];
  for (const ask of asks) answers.push(await ask());
  return answers;
}

const word = (text) => make("bdi", {}, text);
