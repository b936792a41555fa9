/* global ASKED */
// Times the engine in a page: ASKED is {where: "worker" | "page" | "server", questions: [[name,
// question], …]}. Gives the median time of an answer, in milliseconds. In the page's own thread
// Chromium can slow it, which it cannot in a worker.
(async ({ where, questions }) => {
  const at = (path) => new URL(path, document.baseURI).href;
  const [{ createClient }, { createService }, { createStores }, { MODELS }, { ENDPOINTS }] =
    await Promise.all(
      ["client", "serve", "stores", "models"]
        .map((name) => import(at(`engine/${name}.js`)))
        .concat(import(at("shared/contract.js"))),
    );
  const page = () => {
    const worker = { terminate: () => {} };
    const serve = createService((data) => worker.onmessage({ data }), createStores(), MODELS);
    worker.postMessage = serve;
    return worker;
  };
  const clients = (window.timedClients ??= {});
  clients[where] ??= createClient(where === "page" ? page : undefined);
  const entry = ({ name, files, ...rest }) => ({
    ...rest,
    name,
    files: Object.fromEntries(
      Object.entries(files).map(([file, { url, ...of }]) => [file, { ...of, url: at(url) }]),
    ),
  });
  if (where !== "server")
    for (const model of new Set(questions.map(([, { model }]) => model)))
      await clients[where].load(entry(MODELS.find(({ name }) => name === model)));
  const ask = {
    page: (name, question) => clients.page.ask(name, question),
    worker: (name, question) => clients.worker.ask(name, question),
    server: async (name, question) => {
      const data = Object.entries(ENDPOINTS[name]).map(([arg, usual]) => question[arg] ?? usual);
      const answer = await fetch(at(`gradio_api/run/${name}`), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ data }),
      });
      if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
      return answer.json();
    },
  }[where];
  const times = [];
  for (const [name, { blocked, ...open }] of questions) {
    const question = blocked ? { ...open, blocked } : open;
    if (blocked) await ask(name, open); // on the page it was read before a look is blocked
    const start = performance.now();
    await ask(name, question);
    times.push(performance.now() - start);
  }
  times.shift(); // the first one compiles, or wakes the model
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
})(ASKED);
