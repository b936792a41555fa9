// Every word on the page, in the page's language; they come inside the page.

const language = document.documentElement.lang === "ja" ? "ja" : "en";
const messages = JSON.parse(document.getElementById("words").textContent);

/** Resolves when t() can be used. */
export const ready = Promise.resolve();

/** The sentence under `key` with `{name}` filled in; plain text, for textContent only. */
export const t = (key, values = {}) =>
  (messages[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) =>
    name in values ? values[name] : whole,
  );

export { language };
