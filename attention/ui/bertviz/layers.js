// Which layers are drawn, when all of them would be too much to send; others can be chosen.

import { t } from "../shared/messages.js";

export function createLayers(fieldset, choose) {
  const chosen = new Set();
  const button = fieldset.querySelector(".draw");
  button.textContent = t("bertviz.draw_layers");
  button.addEventListener("click", () => choose([...chosen].sort((a, b) => a - b)));
  const legend = fieldset.querySelector("legend");

  function show({ layers, of }) {
    const fewer = layers.length < of;
    legend.textContent = t("bertviz.fewer_layers", { layers: layers.join(", "), of });
    fieldset.hidden = !fewer;
    chosen.clear();
    layers.forEach((layer) => chosen.add(layer));
    fieldset.querySelector(".choices").replaceChildren(
      ...Array.from({ length: fewer ? of : 0 }, (_, layer) => {
        const chip = Object.assign(document.createElement("button"), {
          type: "button",
          textContent: layer,
        });
        const paint = () => chip.setAttribute("aria-pressed", chosen.has(layer));
        chip.addEventListener("click", () => {
          if (!chosen.delete(layer)) chosen.add(layer);
          paint();
        });
        paint();
        return chip;
      }),
    );
  }
  return { show };
}
