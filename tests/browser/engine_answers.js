/* global ASKED */
// Asks the engine's worker inside a page: ASKED is [[model, endpoint, question], …]. Gives the
// answers as JSON, typed arrays as base64 of float32, as tests/engine/answer.mjs does.
(async () => {
  const at = (path) => new URL(path, document.baseURI).href;
  window.engineOfTests ??= (async () => {
    const { createClient } = await import(at("engine/client.js"));
    const { MODELS } = await import(at("engine/models.js"));
    const client = createClient();
    for (const model of structuredClone(MODELS)) {
      for (const file of Object.values(model.files)) file.url = at(file.url);
      await client.load(model);
    }
    return client;
  })();
  const client = await window.engineOfTests;
  const answers = [];
  for (const [model, name, question] of ASKED)
    answers.push(await client.ask(name, { ...question, model }));
  return JSON.stringify(answers, (_, value) => {
    if (!(value instanceof Float32Array)) return value;
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
  });
})();
