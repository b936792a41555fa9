// What of the Hub's models is being downloaded while a question waits for them.

import { ask } from "./answers.js";
import { MODELS } from "./contract.js";

const PERIOD = 1000; // milliseconds; a model that is there already has answered by then

const fromHub = (name) => MODELS.some((model) => model.name === name && !model.builtIn);

/**
 * Tell the notes of downloads, every second, until the function returned is called.
 * @param {string[]} models names; only the Hub's are asked for
 * @param {(notes: {code: string, model: string, share: number}[]) => void} tell
 */
export function followDownloads(models, tell) {
  const names = models.filter(fromHub);
  let timer = names.length ? setTimeout(look, PERIOD) : null;

  async function look() {
    const notes = (await Promise.all(names.map(noteOf))).filter(Boolean);
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
  try {
    const { progress } = await ask("download_progress", { model });
    return progress < 1 ? { code: "fetching", model, share: progress } : null;
  } catch {
    return null; // the question itself will say what is wrong
  }
}
