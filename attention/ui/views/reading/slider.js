// A slider over the rows: the ★ goes where it stands.

import { say } from "../../static/words.js";
import { make } from "../attention/dom.js";
import { bare } from "./names.js";

export function createSlider(picture) {
  const element = make("input", {
    type: "range", min: 0, step: 1, "aria-label": say("self-vs-cross.step"),
    oninput: () => picture.set({ token: Number(element.value) }),
  });
  return {
    element,
    draw({ map, seen }) {
      element.max = map.rows.length - 1;
      element.value = seen.chosen;
      element.setAttribute("aria-valuetext", bare(map.rows[seen.chosen]));
      element.style.setProperty("--part", `${(100 * seen.chosen) / Math.max(1, map.rows.length - 1)}%`);
    },
  };
}
