// A slider over the words that can be ★, pieces or words: the ★ goes where it stands.

import { t } from "../shared/messages.js";
import { make } from "../shared/dom.js";

export function createSlider(picture) {
  const element = make("input", {
    type: "range",
    min: 0,
    step: 1,
    "aria-label": t("self-vs-cross.step"),
    oninput: () => {
      const { direction } = picture.state;
      picture.set({ token: picture.steps[element.value].index, direction });
    },
  });
  return {
    element,
    draw({ seen }) {
      const last = picture.steps.length - 1;
      const place = picture.steps.findIndex(({ index }) => index === seen.starred);
      element.max = last;
      element.value = place;
      element.setAttribute("aria-valuetext", picture.steps[place].text);
      element.style.setProperty("--part", `${(100 * place) / Math.max(1, last)}%`);
    },
  };
}
