// What can be chosen: the way of looking, which attention, layer, head, and what is left out.

import { createChoice } from "../shared/choice.js";
import { make, write } from "../shared/dom.js";
import { percent } from "../shared/percent.js";
import { t } from "../shared/messages.js";
import { rolesOf } from "./head_measures.js";

export function createControls(actions, { looks, hide }) {
  const set = (name) => (chosen) => actions.set({ [name]: chosen });
  const look = createChoice(t("picture.look"), set("look"), { visible: false });
  const map = createChoice(t("picture.which"), set("map"), { visible: false });
  const layer = createChoice(t("picture.layer"), set("layer"));
  const head = createChoice(t("picture.head"), set("head"));
  const special = createSwitch((on) => actions.set({ special: on ? "hide" : null }));
  const words = createSwitch((on) => actions.set({ words: on ? "words" : null }));
  let drawn = {};
  look.element.classList.add("looks");

  return {
    above: make("div", { class: "above" }, map.element, look.element),
    element: make(
      "div",
      { class: "below" },
      layer.element,
      head.element,
      make("div", { class: "switches" }, special.element, words.element),
    ),
    draw({ state }, value) {
      const { map: shown } = state;
      const now = [
        state.look,
        state.layer,
        state.head,
        state.special,
        state.words,
        shown.kind,
        shown.layers,
        shown.heads,
        has(shown, "special"),
        has(shown, "words"),
        ...value.maps.map(({ kind }) => kind),
      ].join();
      if (drawn.now === now && drawn.roles === meanRoles(shown)) return;
      drawn = { now, roles: meanRoles(shown) };
      look.draw(
        looks.map((one) => ({ value: one, text: t(`picture.look_${one}`) })),
        state.look,
      );
      map.draw(
        value.maps.map(({ kind }) => ({ value: kind, text: t(`picture.map_${kind}`) })),
        state.map.kind,
      );
      layer.draw(numbered(state.map.layers), state.layer);
      head.draw(heads(state.map, state.layer), state.head);
      special.draw(
        t("picture.hide_special"),
        state.special === "hide",
        !hide.includes("special") && has(state.map, "special"),
      );
      words.draw(
        t("picture.whole_words"),
        state.words === "words",
        !hide.includes("words") && has(state.map, "words"),
      );
    },
  };
}

const numbered = (count) =>
  Array.from({ length: count }, (_, i) => ({ value: i, text: String(i + 1) }));

function heads(map, layer) {
  const chips = numbered(map.heads);
  if (map.heads === 1) return chips;
  const roles = meanRoles(map);
  chips.forEach((chip, head) => {
    chip.note = noteOf(map, layer, head, roles[layer][head]);
  });
  return [{ value: "mean", text: t("picture.mean") }, ...chips];
}

/** What the heads do over many sentences, or where that is not known on this one. */
const meanRoles = (map) => (map.heads > 1 ? (map.mean_roles ?? rolesOf(map)) : null);

/** What a head does: the job it does best, else its role, else nothing. */
function noteOf(map, layer, head, { role, score }) {
  const own = (map.jobs ?? []).filter((job) => job.layer === layer && job.head === head);
  const best = own.sort((one, other) => other.share - other.offset - (one.share - one.offset))[0];
  if (best) return `${t(`job.${best.job}`)} ${percent(best.share)}`;
  return role === "mixed" ? "" : `${t(`picture.role_${role}`)} ${percent(score)}`;
}

function has(map, what) {
  if (what === "special")
    return [...(map.special_rows ?? []), ...(map.special_columns ?? [])].some(Boolean);
  const split = (words) => words?.some((word, i) => word >= 0 && word === words[i - 1]);
  return split(map.row_words) || split(map.column_words);
}

function createSwitch(turn) {
  const element = make("button", { class: "chip switch", type: "button", role: "switch" });
  element.addEventListener("click", () => turn(element.getAttribute("aria-checked") !== "true"));
  return {
    element,
    draw(text, on, offered) {
      element.hidden = !offered;
      element.setAttribute("aria-checked", String(on));
      write(element, text);
    },
  };
}
