// The one way to the clipboard. It says whether the text got there, so that nobody is misled.

import { make } from "./dom.js";

/** Put `text` on the clipboard; resolves to whether it is there. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // an older browser, a page without https, or a frame that may not
    return copySelected(text);
  }
}

/** As browsers did it before: what is selected is copied. The focus stays where it was. */
function copySelected(text) {
  const focused = document.activeElement;
  const area = make("textarea", { readonly: true });
  area.value = text;
  document.body.append(area);
  area.select();
  try {
    return document.execCommand("copy");
  } finally {
    area.remove();
    focused?.focus({ preventScroll: true });
  }
}
