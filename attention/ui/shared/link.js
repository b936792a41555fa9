// The page's query string is its state: views read their keys from it and write them back. What
// they write counts at once, here; the browser's address follows, for Safari throws after 100
// changes of it in 10 seconds, and a hand on a slider makes more.

import { MAX_CHARACTERS } from "./contract.js";
import { isOwn } from "./link_keys.js";

const VERSION = 1; // of the link's keys, for whoever must one day read old links
const PACE = 500; // ms between two writes of the address
const asked = new URLSearchParams(location.search);
let written = -Infinity; // when the address was written last
let waiting = false; // whether it is behind
let timer = 0;

/** What the link asks for under `key`, or null. Nothing in it is trusted. */
export const get = (key) => asked.get(key);

/** Remember `value` under `key`; the default is not written, so that links stay short. */
export function set(key, value, defaultValue = null) {
  if (value === null || value === undefined || String(value) === String(defaultValue))
    asked.delete(key);
  else asked.set(key, String(value));
  if (!waiting) writeSoon();
  dispatchEvent(new CustomEvent("link:change"));
}

/** Remember a text: as much of it as is read. */
export function setText(key, text, defaultValue = null) {
  set(key, [...text].slice(0, MAX_CHARACTERS).join(""), defaultValue);
}

/** All that is set in one go is one write; the last of many is written, however fast they come. */
function writeSoon() {
  waiting = true;
  const left = written + PACE - performance.now();
  if (left > 0) timer = setTimeout(flush, left);
  else queueMicrotask(flush);
}

/** Write the address now, if it is behind. Then "link:written" is sent. */
export function flush() {
  if (!waiting) return;
  clearTimeout(timer);
  waiting = false;
  written = performance.now();
  history.replaceState(history.state, "", address());
  dispatchEvent(new CustomEvent("link:written"));
}

addEventListener("pagehide", flush);
document.addEventListener("visibilitychange", () => document.hidden && flush());

/** The query string of the page as it stands, with `changes` made; "" if all is at its default. */
export function query(changes = {}) {
  const copy = new URLSearchParams(asked);
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) copy.delete(key);
    else copy.set(key, value);
  }
  copy.delete("v");
  const rest = copy.toString();
  return rest && `v=${VERSION}&${rest}`;
}

/** The address of the page as it stands, with `changes` made. */
export function address(changes = {}) {
  const all = query(changes);
  return location.pathname + (all ? `?${all}` : "");
}

/** The query string that is shared: as query() has it, with the page's own keys and no others. */
export function sharedQuery(changes = {}) {
  const own = [...new URLSearchParams(query(changes))].filter(([key]) => isOwn(key));
  return own.some(([key]) => key !== "v") ? new URLSearchParams(own).toString() : "";
}
