// Asking one of the app's endpoints, as anybody else would over HTTP.

const post = (path, data) =>
  fetch(new URL(`gradio_api/${path}`, document.baseURI), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ data }),
  });

/** The answer of an endpoint that waits in no queue: one request. */
export async function ask(name, data) {
  const answer = await post(`run/${name}`, data);
  if (!answer.ok) throw new Error(`${name} answered ${answer.status}`);
  return (await answer.json()).data[0];
}

/** The answer of an endpoint that waits for its turn, as those that run a model do. */
export async function askInTurn(name, data) {
  const begun = await post(`call/${name}`, data);
  if (!begun.ok) throw new Error(`${name} answered ${begun.status}`);
  const { event_id: turn } = await begun.json();
  const stream = await fetch(new URL(`gradio_api/call/${name}/${turn}`, document.baseURI));
  const last = (await stream.text()).trim().split("\n\n").at(-1);
  const [, event, data_] = last.match(/^event: (\w+)\ndata: (.*)$/s) ?? [];
  if (event !== "complete") throw new Error(`${name} ended with ${last}`);
  return JSON.parse(data_)[0];
}
