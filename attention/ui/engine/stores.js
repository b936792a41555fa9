// Where files stay on the device, under their hash: Cache Storage, else IndexedDB (a page from
// plain http has no Cache Storage), else memory. A store that refuses (private mode, full disk) is
// passed over: what was fetched is used all the same.

/**
 * @typedef {object} Store
 * @property {string} name
 * @property {(hash: string) => Promise<Uint8Array<ArrayBuffer> | null>} get
 * @property {(hash: string, bytes: Uint8Array<ArrayBuffer>) => Promise<void>} put
 * @property {(hash: string) => Promise<void>} remove
 * @property {() => Promise<string[]>} hashes
 */
/** @typedef {ReturnType<typeof createStores>} Stores */

const NAME = "attention-weights";

/**
 * The stores that this browser has, best first.
 * @param {{caches?: CacheStorage, indexedDB?: IDBFactory, location?: {href: string}}} browser
 */
export function createStores(browser = globalThis) {
  /** @type {Store[]} */
  const stores = [];
  if (browser.caches) stores.push(cacheStore(browser.caches, browser.location?.href ?? ""));
  if (browser.indexedDB) stores.push(databaseStore(browser.indexedDB));
  stores.push(memoryStore());

  /**
   * The answer of the first store that has one; a store that fails has none.
   * @template T
   * @param {(store: Store) => Promise<T | null>} ask
   * @returns {Promise<T | null>}
   */
  async function first(ask) {
    for (const store of stores) {
      const answer = await ask(store).catch(() => null);
      if (answer !== null) return answer;
    }
    return null;
  }

  return {
    /** @param {string} hash */
    get: (hash) => first((store) => store.get(hash)),
    /**
     * Keep bytes in the first store that takes them; returns its name.
     * @param {string} hash
     * @param {Uint8Array<ArrayBuffer>} bytes
     */
    put: (hash, bytes) => first((store) => store.put(hash, bytes).then(() => store.name)),
    /** @param {string} hash */
    async remove(hash) {
      for (const store of stores) await store.remove(hash).catch(() => {});
    },
    /** The hashes of what is kept. */
    async hashes() {
      const all = stores.map((store) => store.hashes().catch(() => /** @type {string[]} */ ([])));
      return (await Promise.all(all)).flat();
    },
    /**
     * Remove what is not among these.
     * @param {string[]} wanted
     */
    async keepOnly(wanted) {
      for (const store of stores) {
        const hashes = await store.hashes().catch(() => /** @type {string[]} */ ([]));
        const old = hashes.filter((hash) => !wanted.includes(hash));
        await Promise.all(old.map((hash) => store.remove(hash).catch(() => {})));
      }
    },
  };
}

/**
 * @param {CacheStorage} caches
 * @param {string} base
 * @returns {Store}
 */
function cacheStore(caches, base) {
  // Names of entries are addresses: of files that the server does not have.
  const address = (/** @type {string} */ hash) => new URL(`${NAME}/${hash}`, base).href;
  const opened = () => caches.open(NAME);
  return {
    name: "Cache Storage",
    async get(hash) {
      const response = await (await opened()).match(address(hash));
      return response ? new Uint8Array(await response.arrayBuffer()) : null;
    },
    put: async (hash, bytes) => (await opened()).put(address(hash), new Response(bytes)),
    async remove(hash) {
      await (await opened()).delete(address(hash));
    },
    async hashes() {
      const requests = await (await opened()).keys();
      return requests.map(({ url }) => url.slice(url.lastIndexOf("/") + 1));
    },
  };
}

/**
 * @param {IDBFactory} indexedDB
 * @returns {Store}
 */
function databaseStore(indexedDB) {
  /** @returns {Promise<IDBDatabase>} */
  function opened() {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(NAME);
    return settled(request);
  }
  /**
   * Do one thing to the files, and wait until it is kept.
   * @template T
   * @param {IDBTransactionMode} mode
   * @param {(files: IDBObjectStore) => IDBRequest<T>} act
   * @returns {Promise<T>}
   */
  async function transact(mode, act) {
    const database = await opened();
    try {
      const transaction = database.transaction(NAME, mode);
      const request = act(transaction.objectStore(NAME));
      return await new Promise((resolve, reject) => {
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = () => reject(transaction.error);
      });
    } finally {
      database.close();
    }
  }
  return {
    name: "IndexedDB",
    get: async (hash) => (await transact("readonly", (files) => files.get(hash))) ?? null,
    async put(hash, bytes) {
      await transact("readwrite", (files) => files.put(bytes, hash));
    },
    remove: (hash) => transact("readwrite", (files) => files.delete(hash)),
    hashes: async () => (await transact("readonly", (files) => files.getAllKeys())).map(String),
  };
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** @returns {Store} */
function memoryStore() {
  /** @type {Map<string, Uint8Array<ArrayBuffer>>} */
  const files = new Map();
  return {
    name: "memory",
    get: async (hash) => files.get(hash) ?? null,
    async put(hash, bytes) {
      files.set(hash, bytes);
    },
    async remove(hash) {
      files.delete(hash);
    },
    hashes: async () => [...files.keys()],
  };
}
