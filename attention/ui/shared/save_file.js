// Saving what the page made as a file of the visitor's.

import { make } from "./dom.js";

export function saveFile(blob, name) {
  const anchor = make("a", { href: URL.createObjectURL(blob), download: name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10_000);
}
