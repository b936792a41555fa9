// What a map is: whose queries, whose keys and values, and what a row may see.

import { t } from "../shared/messages.js";
import { make } from "../shared/dom.js";

const fact = (name, ...told) => [
  make("dt", {}, t(`self-vs-cross.fact_${name}`)),
  make("dd", {}, ...told),
];

export function createFacts() {
  const element = make("dl", { class: "facts" });
  let drawn = null;
  return {
    element,
    draw({ map }) {
      if (map === drawn) return;
      drawn = map;
      const of = (name) => t(`self-vs-cross.fact_${name}_${map.kind}`);
      element.replaceChildren(
        ...fact("query", make("b", { class: "query" }, "Q "), of("query")),
        ...fact(
          "key",
          make("b", { class: "key" }, "K "),
          make("b", { class: "value" }, "V "),
          of("key"),
        ),
        ...fact("sees", of("sees")),
        ...(map.predicts ? fact("does", t("self-vs-cross.fact_reads")) : []),
      );
    },
  };
}
