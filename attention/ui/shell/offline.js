// The static edition on the visitor's device: the page is kept there by a service worker once it is
// seen, a model by the engine once it is used, and all the rest when it is asked for here. Where
// the browser has no service workers (plain http, a closed frame) nothing is offered.

import { KEPT_ANSWERS } from "../shared/contract.js";
import { make } from "../shared/dom.js";
import { t } from "../shared/messages.js";

const MEGABYTE = 1e6;
const at = (path) => new URL(path, document.baseURI).href;

/** Keep the page, and offer in `element` to take the models along too. */
export async function createOffline(element) {
  await loaded();
  try {
    const workers = navigator.serviceWorker;
    await workers.register(at("service_worker.js"), { updateViaCache: "none" });
    const { active, waiting } = await workers.ready;
    active.postMessage({ version: versionOfPage(), used: usedAnswers() });
    if (waiting) {
      // A newer version is there: it takes over if no other page is open, and the link holds all.
      workers.addEventListener("controllerchange", () => location.reload(), { once: true });
      active.postMessage("renew");
    }
    offer(element, await createLuggage());
  } catch {
    element.replaceChildren(); // the page works as before, with a network
  }
}

const loaded = () =>
  document.readyState === "complete" ||
  new Promise((resolve) => addEventListener("load", resolve, { once: true }));

const versionOfPage = () =>
  /** @type {any} */ (document.querySelector("meta[name=version]")).content;

/** Which of the examples' answers were fetched before a service worker looked after that. */
function usedAnswers() {
  const fetched = new Set(performance.getEntriesByType("resource").map(({ name }) => name));
  return Object.values(KEPT_ANSWERS).filter((file) => fetched.has(at(file)));
}

/** The models' files that are not on the device yet. */
async function createLuggage() {
  const [{ MODELS }, { createStores }, { fetchFile }] = await Promise.all(
    ["models", "stores", "fetch_file"].map((name) => import(at(`engine/${name}.js`))),
  );
  const { caches, indexedDB } = window;
  // Names of what is kept are relative to the worker that keeps it.
  const stores = createStores({ caches, indexedDB, location: { href: at("engine/worker.js") } });
  const all = MODELS.flatMap(({ files }) => Object.values(files));
  const files = [...new Map(all.map((file) => [file.sha256, file])).values()];

  async function missing() {
    const hashes = await stores.hashes();
    return files.filter(({ sha256 }) => !hashes.includes(sha256));
  }

  return {
    bytesMissing: async () => bytes(await missing()),
    /** Fetch what is missing; `tell(share)` hears how far that is. */
    async fetch(tell) {
      await navigator.storage?.persist?.().catch(() => false); // else it may be cleared one day
      const wanted = await missing();
      const total = bytes(wanted);
      let before = 0;
      for (const { url, ...file } of wanted) {
        const progress = (done) => tell((before + done) / total);
        await fetchFile({ ...file, url: at(url) }, stores, { progress });
        before += file.length;
      }
      if ((await missing()).length) throw new Error("this device keeps no more");
    },
  };
}

const bytes = (files) => files.reduce((sum, { length }) => sum + length, 0);

async function offer(element, luggage) {
  const button = make("button", { type: "button", class: "pill", onclick: take });
  const progress = make("progress", { max: 1, value: 0, hidden: true });
  const told = make("span", { role: "status" });
  element.replaceChildren(button, progress, told);
  await draw();

  async function draw() {
    const megabytes = Math.ceil((await luggage.bytesMissing()) / MEGABYTE);
    button.hidden = !megabytes;
    button.textContent = t("page.take_along", { megabytes });
    if (!megabytes) told.textContent = t("page.taken_along");
  }

  async function take() {
    button.disabled = true;
    progress.hidden = false;
    progress.setAttribute("aria-label", button.textContent);
    told.textContent = "";
    try {
      await luggage.fetch((share) => {
        progress.value = share;
      });
    } catch {
      told.textContent = t("page.not_taken_along");
    }
    button.disabled = false;
    progress.hidden = true;
    await draw();
  }
}
