// "Why √d?": the mean largest weight against d, with and without the division, drawn when opened.

import { ready, t } from "../shared/messages.js";
import { svg } from "../shared/svg.js";

const LEFT = 40,
  RIGHT = 330,
  TOP = 26,
  BOTTOM = 170;

/** Draw `growth`, {dimensions, scaled, unscaled}, as two lines; weights are shares from 0 to 1. */
function chart({ dimensions, scaled, unscaled }) {
  const x = (i) => LEFT + ((RIGHT - LEFT) * i) / (dimensions.length - 1);
  const y = (share) => BOTTOM - (BOTTOM - TOP) * share;
  const text = (at, words, anchor = "middle", role = "") =>
    svg("text", { x: at[0], y: at[1], "text-anchor": anchor, class: role }, words);
  const line = (shares, role) =>
    svg("polyline", {
      class: role,
      points: shares.map((share, i) => `${x(i)},${y(share)}`).join(" "),
    });
  const last = dimensions.length - 1;
  return svg(
    "svg",
    {
      viewBox: "0 0 340 205",
      role: "img",
      "aria-label": t("basics.growth_alt", {
        first: dimensions[0],
        last: dimensions[last],
        scaled: `${Math.round(100 * scaled[last])} %`,
        unscaled: `${Math.round(100 * unscaled[last])} %`,
      }),
    },
    ...[0, 0.5, 1].flatMap((share) => [
      svg("path", { class: "rule", d: `M${LEFT} ${y(share)}H${RIGHT}` }),
      text([LEFT - 6, y(share) + 4], `${100 * share} %`, "end"),
    ]),
    ...dimensions.map((d, i) => text([x(i), BOTTOM + 16], String(d))),
    text([(LEFT + RIGHT) / 2, BOTTOM + 32], t("basics.growth_axis")),
    text([4, 10], t("basics.growth_y"), "start"),
    line(scaled, "scaled"),
    line(unscaled, "unscaled"),
    text([x(last), y(scaled[last]) - 8], t("basics.growth_scaled"), "end", "scaled"),
    text([x(last), y(unscaled[last]) + 20], t("basics.growth_unscaled"), "end", "unscaled"),
  );
}

/** Fill `root` when `details` is first opened; until then nothing is fetched. */
export function createScalingChart(details, root) {
  details.addEventListener("toggle", async () => {
    if (root.childElementCount) return;
    await ready;
    const answer = await fetch(new URL("basics/scaling_chart.json", document.baseURI));
    root.replaceChildren(chart(await answer.json()));
  });
}
