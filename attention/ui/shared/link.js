// The page's query string is its state: views read their keys from it and write them back.

const VERSION = 1; // of the link's keys, for whoever must one day read old links
const asked = new URLSearchParams(location.search);

/** What the link asks for under `key`, or null. Nothing in it is trusted. */
export const get = (key) => asked.get(key);

/** Remember `value` under `key`; the default is not written, so that links stay short. */
export function set(key, value, defaultValue = null) {
  if (value === null || value === undefined || String(value) === String(defaultValue))
    asked.delete(key);
  else asked.set(key, String(value));
  history.replaceState(history.state, "", address());
  dispatchEvent(new CustomEvent("link:change"));
}

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
