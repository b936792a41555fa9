// q·k of two words: the query, the key, and their products, as bands and as numbers.

import { t } from "../shared/messages.js";
import { make, phrase } from "../shared/dom.js";
import { number } from "../shared/number.js";
import { band, named, sizeOf } from "../shared/bands.js";
import { bare } from "../shared/names.js";

const token = (text) => make("bdi", {}, bare(text));

export function createDot(sum) {
  const element = make("div", { class: "dot", "aria-live": "polite" });
  const d = sum.query.length;
  let open = false;

  function show(j) {
    const { query, keys, products } = sum;
    const key = keys[j];
    const product = query.map((x, i) => x * key[i]);
    const rows = [
      [() => phrase("self-vs-cross.sum_query", { word: token(sum.row) }), "query", query],
      [() => phrase("self-vs-cross.sum_key", { other: token(sum.columns[j]) }), "key", key],
      [() => [t("self-vs-cross.sum_product")], "attended", product],
    ];
    const largest = sizeOf(query, ...keys);
    const numbers = make(
      "details",
      {
        open,
        ontoggle: (event) => {
          open = event.target.open;
        },
      },
      make("summary", {}, t("self-vs-cross.sum_numbers", { d })),
      make(
        "div",
        {
          class: "scroll",
          tabindex: 0,
          role: "group",
          "aria-label": t("self-vs-cross.sum_numbers", { d }),
        },
        make(
          "table",
          {},
          make(
            "tbody",
            {},
            ...rows.map(([name, role, vector]) =>
              make(
                "tr",
                {},
                make("th", { scope: "row", class: role }, ...name()),
                ...vector.map((x) => make("td", {}, number(x))),
              ),
            ),
          ),
        ),
      ),
    );
    element.replaceChildren(
      make(
        "p",
        {},
        ...phrase("self-vs-cross.sum_dot", {
          word: token(sum.row),
          other: token(sum.columns[j]),
          d,
          product: number(products[j]),
        }),
      ),
      named(
        ...rows.map(([name, role, vector]) => [
          make("span", {}, ...name()),
          role,
          band(role, vector, role === "attended" ? sizeOf(product) : largest),
        ]),
      ),
      numbers,
    );
  }
  return { element, show };
}
