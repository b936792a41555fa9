// Keeps one version of the page whole on the device, so that it opens with no network at all. What
// is served comes from one version: a newer one is fetched complete, each file checked against its
// hash, and takes over when no page of the old one is open, or only one, which is then loaded anew.
// The models' weights are kept by the engine itself.

/* global clients, registration */

const { version, atOnce, whenUsed } = JSON.parse(`[[files]]`);
const hashes = { ...atOnce, ...whenUsed };
const NAME = `attention-page ${registration.scope} `; // others may share the origin
const opened = () => caches.open(NAME + version);

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(removeOthers()));
addEventListener("message", (event) => event.waitUntil(receive(event.data)));
addEventListener("fetch", (event) => {
  const path = pathOf(event.request);
  if (path !== null) event.respondWith(kept(path));
});

async function install() {
  await Promise.all(Object.keys(atOnce).map(kept));
}

async function removeOthers() {
  const names = await caches.keys();
  const others = names.filter((name) => name.startsWith(NAME) && name !== NAME + version);
  await Promise.all(others.map((name) => caches.delete(name)));
}

/** What a page has used so far, or its wish for the newer version; or the old worker's word. */
async function receive(message) {
  if (message === "activate") return self.skipWaiting();
  if (message === "renew") return renew();
  if (message.version !== version) return;
  await clients.claim();
  await Promise.all(message.used.filter((path) => path in hashes).map(kept));
}

async function renew() {
  const pages = await clients.matchAll({ type: "window" });
  if (pages.length === 1) registration.waiting?.postMessage("activate");
}

/** Which file of the page is asked for; null: none. */
function pathOf({ method, url }) {
  if (method !== "GET" || !url.startsWith(registration.scope)) return null;
  const path = new URL(url).pathname.slice(new URL(registration.scope).pathname.length);
  const name = decodeURIComponent(path) || "index.html";
  return name in hashes ? name : null;
}

async function kept(path) {
  const cache = await opened();
  const found = await cache.match(path);
  if (found) return found;
  const response = await fetch(path, { cache: "no-cache", integrity: hashes[path] });
  if (!response.ok) throw new TypeError(`${path}: ${response.status}`);
  // A copy: a response that was redirected is refused for a page.
  const headers = { "content-type": response.headers.get("content-type") ?? "" };
  const copy = new Response(await response.blob(), { headers });
  await cache.put(path, copy.clone());
  return copy;
}
