// Which keys of the query string are the page's own. Whatever else an address carries (fbclid,
// utm_…, a course's session key, a private Space's __sign) belongs to who brought the visitor here.

import { LINK_KEYS, LINK_PREFIXES } from "./contract.js";

/** Whether the page reads `key`.
 * @param {string} key
 */
export const isOwn = (key) =>
  LINK_KEYS.includes(key) || LINK_PREFIXES.some((prefix) => key.startsWith(prefix));
