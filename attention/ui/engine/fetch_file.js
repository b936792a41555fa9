// Fetching a file of a model: read as it arrives, checked, kept on the device.

import { sha256 } from "./sha256.js";
import { WeightsError } from "./weights_error.js";

/**
 * @typedef {object} FileEntry a file as the contract promises it
 * @property {string} url
 * @property {number} length bytes
 * @property {string} sha256
 */
/** @typedef {(loaded: number, total: number) => void} Progress in bytes */

/**
 * The bytes of a file, from the device or else from its address. Throws WeightsError.
 * @param {FileEntry} file
 * @param {import("./stores.js").Stores} stores
 * @param {{progress?: Progress, signal?: AbortSignal}} [options]
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function fetchFile(file, stores, { progress = () => {}, signal } = {}) {
  const cached = await stores.get(file.sha256);
  if (cached && (await isWhole(cached, file))) {
    progress(file.length, file.length);
    return cached;
  }
  if (cached) await stores.remove(file.sha256); // the disk changed it
  const bytes = await download(file, progress, signal);
  if (!(await isWhole(bytes, file))) throw new WeightsError("altered", { url: file.url });
  await stores.put(file.sha256, bytes);
  return bytes;
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {FileEntry} file
 */
const isWhole = async (bytes, file) =>
  bytes.length === file.length && (await sha256(bytes)) === file.sha256;

/**
 * @param {FileEntry} file
 * @param {Progress} progress
 * @param {AbortSignal} [signal]
 */
async function download({ url, length }, progress, signal) {
  /**
   * @param {import("./weights_error.js").WeightsReason} reason
   * @param {unknown} [cause]
   */
  const failed = (reason, cause) =>
    new WeightsError(signal?.aborted ? "stopped" : reason, { url, cause });

  const response = await fetch(url, { signal }).catch((cause) => {
    throw failed("refused", cause);
  });
  if (!response.ok || !response.body) throw failed("refused", `status ${response.status}`);
  const bytes = allocate(length, url);
  const reader = response.body.getReader();
  let loaded = 0;
  for (;;) {
    const { done, value } = await reader.read().catch((cause) => {
      throw failed("cut off", cause);
    });
    if (done) break;
    if (loaded + value.length > length) {
      await reader.cancel();
      throw failed("altered", "there is more than was promised");
    }
    bytes.set(value, loaded);
    loaded += value.length;
    progress(loaded, length);
  }
  if (loaded < length) throw failed("cut off", `${loaded} of ${length} bytes`);
  return bytes;
}

/**
 * @param {number} length
 * @param {string} url
 */
function allocate(length, url) {
  try {
    return new Uint8Array(length);
  } catch (cause) {
    throw new WeightsError("too big", { url, cause });
  }
}
