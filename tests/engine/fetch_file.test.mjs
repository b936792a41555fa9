import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { afterEach, test } from "node:test";
import { fetchFile } from "../../attention/ui/engine/fetch_file.js";
import { ownSha256, sha256 } from "../../attention/ui/engine/sha256.js";
import { createStores } from "../../attention/ui/engine/stores.js";

const BYTES = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);
const hash = (bytes) => createHash("sha256").update(bytes).digest("hex");
const FILE = { url: "https://example.org/weights", length: BYTES.length, sha256: hash(BYTES) };
const PARTS = [BYTES.slice(0, 400), BYTES.slice(400)];
const fetchOf = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = fetchOf;
});

/** Let fetch answer with parts; a part that is an Error breaks the connection. */
function serve(parts, { ok = true, status = 200 } = {}) {
  let requests = 0;
  globalThis.fetch = async () => {
    requests++;
    const rest = [...parts];
    const body = new ReadableStream({
      pull(controller) {
        const part = rest.shift();
        if (part instanceof Error) controller.error(part);
        else if (part) controller.enqueue(part);
        else controller.close();
      },
    });
    return { ok, status, body };
  };
  return () => requests;
}

/** The part of Cache Storage that is used. */
function fakeCaches() {
  const files = new Map();
  const cache = {
    match: async (url) => files.get(url)?.clone(),
    put: async (url, response) => void files.set(url, response),
    delete: async (url) => files.delete(url),
    keys: async () => [...files.keys()].map((url) => ({ url })),
  };
  return { open: async () => cache, files };
}
const refusing = {
  open: async () => {
    throw new DOMException("no room", "QuotaExceededError");
  },
};
const location = { href: "https://example.org/page/" };
const stores = (caches) => createStores({ caches, location });

test("both hashes are Node's, at every length around a block", async () => {
  for (let length = 0; length < 200; length++) {
    const bytes = BYTES.slice(0, length);
    assert.equal(ownSha256(bytes), hash(bytes));
    assert.equal(await sha256(bytes), hash(bytes));
    assert.equal(await sha256(bytes, null), hash(bytes));
  }
});

test("a file is read as it arrives, kept, and not asked for again", async () => {
  const requests = serve(PARTS);
  const caches = fakeCaches();
  const steps = [];
  const progress = (loaded, total) => steps.push([loaded, total]);
  assert.deepEqual(await fetchFile(FILE, stores(caches), { progress }), BYTES);
  assert.deepEqual(steps, [
    [400, 1000],
    [1000, 1000],
  ]);
  assert.deepEqual(await fetchFile(FILE, stores(caches)), BYTES);
  assert.equal(requests(), 1);
});

test("a store that refuses is passed over: memory keeps it for the visit", async () => {
  const requests = serve(PARTS);
  const kept = stores(refusing);
  assert.deepEqual(await fetchFile(FILE, kept), BYTES);
  assert.deepEqual(await fetchFile(FILE, kept), BYTES);
  assert.equal(requests(), 1);
});

test("bytes that the disk changed are fetched anew", async () => {
  const requests = serve(PARTS);
  const caches = fakeCaches();
  caches.files.set(`https://example.org/page/attention-weights/${FILE.sha256}`, new Response("?"));
  assert.deepEqual(await fetchFile(FILE, stores(caches)), BYTES);
  assert.deepEqual(await fetchFile(FILE, stores(caches)), BYTES);
  assert.equal(requests(), 1);
});

test("old files are removed", async () => {
  const kept = stores(fakeCaches());
  await kept.put("old", BYTES);
  await kept.put("new", BYTES);
  await kept.keepOnly(["new"]);
  assert.equal(await kept.get("old"), null);
  assert.deepEqual(await kept.get("new"), BYTES);
});

const altered = BYTES.slice();
altered[500] ^= 1;
for (const [reason, parts, answer] of [
  ["cut off", PARTS.slice(0, 1)],
  ["cut off", [PARTS[0], new TypeError("network error")]],
  ["altered", [altered]],
  ["altered", [...PARTS, PARTS[0]]],
  ["refused", PARTS, { ok: false, status: 404 }],
]) {
  test(`${reason}: ${parts.length} parts, ${JSON.stringify(answer ?? {})}`, async () => {
    serve(parts, answer);
    const kept = stores(fakeCaches());
    await assert.rejects(fetchFile(FILE, kept), { name: "WeightsError", reason });
    assert.equal(await kept.get(FILE.sha256), null);
  });
}

test("no network is refused, a stop is a stop, too much memory is too big", async () => {
  globalThis.fetch = async (_, { signal }) => {
    throw signal?.aborted ? signal.reason : new TypeError("failed to fetch");
  };
  await assert.rejects(fetchFile(FILE, stores()), { reason: "refused" });
  await assert.rejects(fetchFile(FILE, stores(), { signal: AbortSignal.abort() }), {
    reason: "stopped",
  });
  serve(PARTS);
  await assert.rejects(fetchFile({ ...FILE, length: 2 ** 53 }, stores()), { reason: "too big" });
});
