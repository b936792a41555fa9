// What is being downloaded while a question waits for it: models of the Hub by the server, weights
// of the built-in ones by this device.

import { ask } from "./answers.js";
import { MODELS } from "./contract.js";
import { shareOf } from "./device.js";

const PERIOD = 1000; // milliseconds; a model that is there already has answered by then

const fromHub = (name) => MODELS.some((model) => model.name === name && !model.builtIn);

/**
 * Tell the notes of downloads, every second, until the function returned is called.
 * @param {string[]} models names
 * @param {(notes: {code: string, model: string, share: number}[]) => void} tell
 */
export function followDownloads(models, tell) {
  let timer = setTimeout(look, PERIOD);

  async function look() {
    const notes = (await Promise.all(models.map(noteOf))).filter(Boolean);
    if (timer === null) return;
    if (notes.length) tell(notes);
    timer = setTimeout(look, PERIOD);
  }

  return () => {
    clearTimeout(timer);
    timer = null;
  };
}

async function noteOf(model) {
  const share = fromHub(model) ? await progressOf(model) : (shareOf(model) ?? 1);
  return share < 1 ? { code: "fetching", model, share } : null;
}

async function progressOf(model) {
  try {
    return (await ask("download_progress", { model })).progress;
  } catch {
    return 1; // the question itself will say what is wrong
  }
}
