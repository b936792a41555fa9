/** A question to a model whose weights are not there: which one that is. */
export class NotLoaded extends Error {
  /** @param {string} model */
  constructor(model) {
    super(`${model} is not loaded`);
    this.name = "NotLoaded";
    this.model = model;
  }
}
