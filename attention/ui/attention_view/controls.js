// What can be chosen: the way of looking, which attention, layer, head, and what is left out.

import { createChoice } from "../shared/choice.js";
import { make, write } from "../shared/dom.js";
import { percent } from "../shared/percent.js";
import { say } from "../shared/messages.js";

export function createControls(actions, { looks, hide }) {
  const set = (name) => (chosen) => actions.set({ [name]: chosen });
  const look = createChoice(say("picture.look"), set("look"), { visible: false });
  const map = createChoice(say("picture.which"), set("map"), { visible: false });
  const layer = createChoice(say("picture.layer"), set("layer"));
  const head = createChoice(say("picture.head"), set("head"));
  const special = createSwitch((on) => actions.set({ special: on ? "hide" : null }));
  const words = createSwitch((on) => actions.set({ words: on ? "words" : null }));
  let drawn = {};
  look.element.classList.add("looks");

  return {
    above: make("div", { class: "above" }, map.element, look.element),
    element: make("div", { class: "below" }, layer.element, head.element, make("div", { class: "switches" }, special.element, words.element)),
    draw({ state }, value) {
      const { map: shown } = state;
      const roles = shown.usual ?? shown.roles;
      const now = [state.look, state.layer, state.head, state.special, state.words, shown.kind, shown.layers, shown.heads,
        has(shown, "special"), has(shown, "words"), ...value.maps.map(({ kind }) => kind)].join();
      if (drawn.now === now && drawn.roles === roles) return;
      drawn = { now, roles };
      look.draw(looks.map((one) => ({ value: one, text: say(`picture.look_${one}`) })), state.look);
      map.draw(value.maps.map(({ kind }) => ({ value: kind, text: say(`picture.map_${kind}`) })), state.map.kind);
      layer.draw(numbered(state.map.layers), state.layer);
      head.draw(heads(state.map, state.layer), state.head);
      special.draw(say("picture.hide_special"), state.special === "hide", !hide.includes("special") && has(state.map, "special"));
      words.draw(say("picture.whole_words"), state.words === "words", !hide.includes("words") && has(state.map, "words"));
    },
  };
}

const numbered = (count) => Array.from({ length: count }, (_, i) => ({ value: i, text: String(i + 1) }));

function heads(map, layer) {
  const chips = numbered(map.heads);
  const roles = (map.usual ?? map.roles)?.[layer];
  roles?.forEach(({ role, score }, i) => {
    if (role !== "mixed") chips[i].note = `${say(`picture.role_${role}`)} ${percent(score)}`;
  });
  return chips.length > 1 ? [{ value: "mean", text: say("picture.mean") }, ...chips] : chips;
}

function has(map, what) {
  if (what === "special") return [...(map.special_rows ?? []), ...(map.special_columns ?? [])].some(Boolean);
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
