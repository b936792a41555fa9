// Every word on the page, in the page's language.

const language = document.documentElement.lang === "ja" ? "ja" : "en";
let words = {};

/** Resolves when say() can be used. */
export const ready = fetch(new URL(`../words/${language}.json`, import.meta.url))
  .then((answer) => answer.json())
  .then((loaded) => { words = loaded; });

/** The sentence under `key` with `{name}` filled in; plain text, for textContent only. */
export const say = (key, values = {}) =>
  (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));

export { language };
