// Why weights could not be had.

/** @typedef {"cut off" | "altered" | "refused" | "too big" | "stopped"} WeightsReason */

/**
 * `reason` is "cut off" (fewer bytes came than were promised), "altered" (other bytes came),
 * "refused" (the server or the network said no), "too big" (the device has no memory for them) or
 * "stopped" (whoever asked no longer wants them).
 */
export class WeightsError extends Error {
  /**
   * @param {WeightsReason} reason
   * @param {{cause?: unknown, url?: string}} [details]
   */
  constructor(reason, { cause, url = "" } = {}) {
    super(url ? `weights ${reason}: ${url}` : `weights ${reason}`, { cause });
    this.name = "WeightsError";
    this.reason = reason;
  }
}
