// Seven sliders for the ★ word: its query, key and value, in the roles' colours.

import { ready, t } from "../shared/messages.js";
import { make, phrase, refill } from "../shared/dom.js";
import { number } from "../shared/number.js";
import { CHANNEL_STEP, REACH, STEP, withNumber } from "./state.js";

const RANGE = { min: -REACH, max: REACH, step: STEP };
const CHANNEL = { min: 0, max: 1, step: CHANNEL_STEP };
const ROLES = [
  { role: "query", names: ["q₁", "q₂"], range: RANGE },
  { role: "key", names: ["k₁", "k₂"], range: RANGE },
  { role: "value", names: ["R", "G", "B"], range: CHANNEL },
];

/** Tell `state` to settle when `input` is let go, by finger, mouse, key or otherwise, once. */
function settleOnRelease(input, state) {
  let held = false; // a key kept down reports a change for each repeat
  input.addEventListener("keydown", () => {
    held = true;
  });
  input.addEventListener("keyup", () => {
    held = false;
    state.settle();
  });
  input.addEventListener("blur", () => {
    held = false;
    state.settle();
  });
  input.addEventListener("pointerup", () => state.settle());
  input.addEventListener("change", () => {
    if (!held) state.settle();
  });
}

function slider({ role, names, range }, place, state) {
  const input = make("input", {
    type: "range",
    ...range,
    class: role,
    "data-role": role,
    "data-place": place,
  });
  const shown = make("span", { class: "shown", "aria-hidden": "true" });
  input.addEventListener("input", () => {
    state.change({
      [role]: withNumber(state.now[role], state.now.token, place, Number(input.value)),
    });
  });
  settleOnRelease(input, state);
  let drawn = "";
  return {
    row: make("label", { class: "slider" }, make("b", { class: role }, names[place]), input, shown),
    draw(now) {
      const x = now[role][now.token][place];
      if (Number(input.value) !== x) input.value = x;
      const word = now.words[now.token];
      if (drawn === `${x} ${word}`) return;
      drawn = `${x} ${word}`;
      input.style.setProperty("--part", `${(100 * (x - range.min)) / (range.max - range.min)}%`);
      input.setAttribute("aria-label", t(`basics.slider_${role}`, { word, name: names[place] }));
      input.setAttribute("aria-valuetext", number(x));
      shown.textContent = number(x);
    },
  };
}

/** Put the sliders into `root` and keep them and `state` together. */
export async function createSliders(root, state) {
  await ready;
  const groups = ROLES.map((group) => ({
    ...group,
    legend: make("legend", {}),
    sliders: group.names.map((_, place) => slider(group, place, state)),
  }));
  for (const { role, legend, sliders } of groups) {
    root.append(make("fieldset", { class: role }, legend, ...sliders.map(({ row }) => row)));
  }
  state.onChange(
    root,
    (now) =>
      groups.forEach(({ role, legend, sliders }) => {
        refill(
          legend,
          phrase(`basics.legend_${role}`, { word: make("bdi", {}, now.words[now.token]) }),
        );
        sliders.forEach(({ draw }) => draw(now));
      }),
    { hand: true },
  );
}
