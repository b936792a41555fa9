// The engine in a module worker, so that the page never waits for it.

import { MODELS } from "./models.js";
import { createService } from "./serve.js";
import { createStores } from "./stores.js";

const serve = createService((message) => postMessage(message), createStores(), MODELS);
onmessage = ({ data }) => serve(data);
