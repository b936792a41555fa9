// Which keys of the query string are the page's own. Whatever else an address carries (fbclid,
// utm_…, a course's session key, a private Space's __sign) belongs to who brought the visitor here.

const KEYS = new Set([
  "v",
  "tab",
  "lang",
  "embed",
  "__theme",
  "text",
  "pair",
  "target",
  "bert",
  "to",
  "toy",
  "bertviz",
]);
const PREFIXES = ["toy.", "self.", "cross.", "bertviz."];

/** Whether the page reads `key`.
 * @param {string} key
 */
export const isOwn = (key) => KEYS.has(key) || PREFIXES.some((prefix) => key.startsWith(prefix));
