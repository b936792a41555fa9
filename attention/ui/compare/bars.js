// A list of shares, each with its name, a bar and a number.

import { make } from "../shared/dom.js";

/** rows: [{name, share (0 to 1: how long the bar is), text, chosen?}] */
export function bars(rows, attributes = {}) {
  return make(
    "ol",
    { class: "bars", ...attributes },
    ...rows.map(({ name, share, text, chosen }) => {
      const bar = make("i", { class: "bar" });
      bar.style.setProperty("--share", share);
      return make(
        "li",
        { class: chosen ? "chosen" : null },
        make("bdi", {}, name),
        make("span", { class: "rail", "aria-hidden": "true" }, bar),
        make("span", { class: "number" }, text),
      );
    }),
  );
}
