// How the heads are joined: W_o makes one long vector of each head's output; all are added.

import { t } from "../shared/messages.js";
import { make } from "../shared/dom.js";
import { band, named, sizeOf } from "../shared/bands.js";
import { bars } from "./bars.js";

export function outputProjection({ head: chosen, joined }, number) {
  const lengths = [...joined.heads, joined.bias, joined.length];
  const longest = Math.max(...lengths, 1e-9);
  const names = [
    ...joined.heads.map((_, i) => t("self-vs-cross.joined_head", { head: i + 1 })),
    t("self-vs-cross.joined_bias"),
    t("self-vs-cross.joined_sum"),
  ];
  return make(
    "section",
    { class: "joined" },
    make("h3", {}, t("self-vs-cross.joined")),
    make("p", { class: "soft" }, t("self-vs-cross.joined_says")),
    bars(
      lengths.map((length, i) => ({
        name: names[i],
        share: length / longest,
        text: number(length),
        chosen: i === chosen,
      })),
    ),
    named([
      t("self-vs-cross.joined_sum"),
      "value",
      band("value", joined.output, sizeOf(joined.output)),
    ]),
  );
}
