// A slider over the rows that are seen, pieces or words: the ★ goes where it stands.

import { t } from "../shared/messages.js";
import { make } from "../shared/dom.js";

export function createSlider(picture) {
  const element = make("input", {
    type: "range",
    min: 0,
    step: 1,
    "aria-label": t("self-vs-cross.step"),
    oninput: () => picture.set({ token: picture.rows[element.value].index }),
  });
  return {
    element,
    draw({ seen }) {
      const last = picture.rows.length - 1;
      const place = picture.rows.findIndex(({ index }) => index === seen.chosen);
      element.max = last;
      element.value = place;
      element.setAttribute("aria-valuetext", picture.rows[place].text);
      element.style.setProperty("--part", `${(100 * place) / Math.max(1, last)}%`);
    },
  };
}
