// Where the ★ word looks, or which words look at it: a row of the weights, or a column.

import { createChoice } from "../shared/choice.js";
import { t } from "../shared/messages.js";

const DIRECTIONS = ["at", "by"]; // looks at, is looked at by

export function createDirection(actions) {
  const choice = createChoice(t("picture.direction"), actions.turn);
  choice.element.classList.add("direction");
  return {
    element: choice.element,
    draw({ state }) {
      choice.draw(
        DIRECTIONS.map((value) => ({ value, text: t(`picture.direction_${value}`) })),
        state.direction,
      );
    },
  };
}
