// The visitor's own device as the one who answers: the engine in a worker, and when its weights are
// fetched. Not unasked where the visitor saves data, has a slow line or little memory; where the
// browser does not tell (Safari, Firefox), only once a sentence of the visitor's own was asked.

import { MODELS } from "./contract.js";
import { NoAnswer } from "./no_answer.js";

const SLOW = ["slow-2g", "2g", "3g"];
const LITTLE_MEMORY = 1; // GiB
const ANSWERS = [
  "self_attention",
  "cross_attention",
  "mask_word",
  "explain",
  "layers",
  "bertviz_view",
];
const builtIn = (name) => MODELS.some((model) => model.name === name && model.builtIn);
const listeners = new Set();
const shares = new Map(); // model: how much of it is there, from 0 to 1
let engine = null; // promise of the engine's client and models, from the first time it is wanted
const failed = new Set(); // models that could not be fetched: not tried again unasked
let inUse = []; // models: those of what is on show
let asked = false; // a sentence of the visitor's own
let allowed = false; // by the visitor

/** Whether the engine could answer this, with the model's weights. */
export const canAnswer = (name, { model }) => ANSWERS.includes(name) && builtIn(model);

/** How much of a model is there: from 0 to 1, which is ready; null while nobody fetches it. */
export const shareOf = (model) => shares.get(model) ?? null;
export const isReady = (model) => shares.get(model) === 1;

/** `listener()` is called when a model becomes ready, and on the way there. */
export const onChange = (listener) => listeners.add(listener);

/** Whether weights may be fetched without a word more from the visitor. */
export function mayFetch() {
  if (allowed) return true;
  const { connection, deviceMemory } = /** @type {any} */ (navigator);
  if (deviceMemory <= LITTLE_MEMORY) return false;
  if (!connection) return asked;
  return !connection.saveData && !SLOW.includes(connection.effectiveType);
}

/**
 * These models are what is on show: they are fetched, the first one first.
 * @param {string[]} models names
 * @param {{own?: boolean}} [how] whether the visitor asked for something of their own
 */
export function use(models, { own = false } = {}) {
  inUse = models.filter(builtIn);
  asked ||= own;
  tell();
  if (mayFetch()) whenIdle(fetchInUse);
}

/** Whether the visitor has to be asked before weights are fetched. */
export const mustAsk = () => !mayFetch() && inUse.some((name) => !shares.has(name));

/** The visitor's word: fetch what is in use, whatever the line. */
export function allow() {
  allowed = true;
  failed.clear();
  return fetchInUse();
}

/** What fetching the models in use costs, in bytes. */
export async function cost() {
  const { models } = await started();
  const missing = inUse.filter((name) => !shares.has(name));
  const files = missing.flatMap((name) => Object.values(entryOf(models, name).files));
  return [...new Map(files.map((file) => [file.url, file.length])).values()].reduce(
    (sum, length) => sum + length,
    0,
  );
}

/** One after the other; until then, and where that fails, the server answers. */
async function fetchInUse() {
  for (const name of inUse) if (!failed.has(name)) await load(name).catch(() => {});
}

/** Once the page itself is there: nothing that is seen waits for weights. */
function whenIdle(act) {
  if (document.readyState !== "complete") addEventListener("load", () => whenIdle(act));
  else if (window.requestIdleCallback) requestIdleCallback(act, { timeout: 2000 });
  else setTimeout(act);
}

/** Fetch a model; rejected where that cannot be done, and may be tried again. */
export async function load(name) {
  if (isReady(name)) return;
  if (!shares.has(name)) shares.set(name, 0);
  tell();
  try {
    const { client, models } = await started();
    await client.load(entryOf(models, name), (loaded, total) => {
      shares.set(name, Math.min(0.99, loaded / total)); // ready is only what is put together
      tell();
    });
    shares.set(name, 1);
  } catch (error) {
    shares.delete(name);
    failed.add(name);
    throw error;
  } finally {
    tell();
  }
}

/**
 * The engine's answer; null where the weights are not there, or it fails: others may answer.
 * @param {string} name
 * @param {any} question
 * @param {string} lane questions of one lane replace each other
 * @returns {Promise<any>} rejected with NoAnswer "refused"; never settled for a replaced question.
 */
export async function askDevice(name, question, lane) {
  if (![...shares.values()].includes(1)) return null;
  try {
    return await answer(name, question, lane);
  } catch (error) {
    if (error instanceof NoAnswer) throw error;
    if (error.name === "NotLoaded") {
      if (mayFetch() && !failed.has(error.model)) load(error.model).catch(() => {});
    } else {
      console.warn("the engine failed:", error);
      forget();
    }
    return null;
  }
}

/** The engine's answer once its weights have come: where there is no server, or it is busy. */
export async function askDeviceAfterLoading(name, question, lane) {
  let { model } = question;
  for (;;) {
    await load(model);
    try {
      return await answer(name, question, lane);
    } catch (error) {
      // The text is in the language of another model.
      if (error.name !== "NotLoaded" || isReady(error.model)) throw error;
      model = error.model;
    }
  }
}

async function answer(name, question, lane) {
  const { client } = await started();
  try {
    return await client.ask(name, question, lane);
  } catch (error) {
    if (error.name === "Superseded") return new Promise(() => {});
    if (error.name === "RangeError") throw new NoAnswer("refused", error.message);
    throw error;
  }
}

/** The worker is gone: it starts anew with the next question, and loads from what is kept. */
function forget() {
  shares.clear();
  tell();
}

function tell() {
  const { dataset } = document.documentElement;
  if (inUse.length && inUse.every(isReady)) dataset.engine = "ready";
  else delete dataset.engine;
  for (const listener of listeners) listener();
}

function started() {
  engine ??= start().catch((error) => {
    engine = null;
    throw error;
  });
  return engine;
}

async function start() {
  const at = (path) => new URL(path, document.baseURI).href;
  const [{ createClient }, { MODELS: models }] = await Promise.all([
    import(at("engine/client.js")),
    import(at("engine/models.js")),
  ]);
  for (const { files } of models) for (const file of Object.values(files)) file.url = at(file.url);
  const hashes = models.flatMap(({ files }) => Object.values(files).map(({ sha256 }) => sha256));
  return { client: createClient(undefined, hashes), models };
}

const entryOf = (models, name) => models.find((model) => model.name === name);
