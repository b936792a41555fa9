// The picture as a component of the page: the value comes from Gradio, the state from the link.

import { ready } from "../../static/words.js";
import { createPicture } from "./picture.js";

export async function mount({ element, props, watch }) {
  await ready;
  const root = element.querySelector(".attention-view");
  const picture = createPicture(root, { prefix: props.prefix, label: props.label, link: true });
  const draw = () => props.value && picture.update(props.value);
  draw();
  watch("value", draw);
}
