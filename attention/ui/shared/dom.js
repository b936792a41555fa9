// Making elements. Text is always a text node: nothing a visitor typed is ever read as HTML.

import { t } from "./messages.js";

/** An element with attributes (`onclick: fn` listens) and children, which may be strings. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined)
      node.setAttribute(name, value);
  }
  // a word of a model or a visitor: no browser translates it
  if (tag === "bdi") node.translate = false;
  node.append(...children.filter((child) => child !== null));
  return node;
}

/** The words under `key` as nodes: `{name}` becomes values[name], which may be nodes. */
export function phrase(key, values) {
  return t(key)
    .split(/\{(\w+)\}/)
    .flatMap((part, i) => (i % 2 ? (values[part] ?? "") : part))
    .filter((part) => part !== "");
}

/** Write only what changed: the browser then has less to lay out. */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Put `nodes` (strings are text) into `parent`; where the like stands already only texts change.
 */
export function refill(parent, nodes) {
  const next = nodes.map((node) => (node.nodeType ? node : document.createTextNode(node)));
  const like = (old, node) => old.nodeName === node.nodeName && old.className === node.className;
  if (
    parent.childNodes.length !== next.length ||
    !next.every((node, i) => like(parent.childNodes[i], node))
  ) {
    parent.replaceChildren(...next);
    return;
  }
  next.forEach((node, i) => {
    const old = parent.childNodes[i];
    if (node.nodeType !== Node.TEXT_NODE) refill(old, [...node.childNodes]);
    else if (old.data !== node.data) old.data = node.data;
  });
}
