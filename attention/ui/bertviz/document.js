// A document with its library files in it, opened where the visitor wants it; and the skeleton of
// those that are filled here.

import { language } from "../shared/messages.js";

const texts = new Map(); // file name -> promise of its text: fetched once a page

function library(name) {
  if (!texts.has(name)) {
    const text = fetch(new URL(`libraries/${name}`, document.baseURI)).then((answer) => {
      if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
      return answer.text();
    });
    text.catch(() => texts.delete(name)); // so that the next view tries again
    texts.set(name, text);
  }
  return texts.get(name);
}

/** attention/bertviz/skeleton.py's skeleton, or null where it cannot be had. */
export const skeleton = () => library("skeleton.json").then(JSON.parse, () => null);

/** Fetch what documents of these views name, so that they open without a network too. */
export function prefetch(views) {
  for (const name of ["skeleton.json", ...views.map((view) => `${view}_view.js`)])
    library(name).catch(() => {}); // it is fetched when it is needed
}

const REFERENCE = /<(script) src="libraries\/(\S+)"><\/script>|<(link) .*href="libraries\/(\S+)">/g;
const quoted = (text) =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/**
 * As attention/bertviz/page.py's self_contained does; `start` becomes the data-* of the document's
 * first tag.
 */
export async function selfContained(html, start) {
  const found = [...html.matchAll(REFERENCE)];
  const files = await Promise.all(found.map(([, , script, , style]) => library(script ?? style)));
  const filled = html.replace(REFERENCE, (_, script) => {
    const tag = script ?? "style";
    return `<${tag}>${files.shift()}</${tag}>`;
  });
  const attributes = Object.entries(start)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => ` data-${name}="${quoted(String(value))}"`);
  return filled.replace(/<html [^>]*>/, () => `<html lang="${language}"${attributes.join("")}>`);
}
