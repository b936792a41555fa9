// What the page is honest about.

import { ready, say } from "../../static/words.js";

export async function mount({ element }) {
  await ready;
  for (const name of ["honest", "privacy"])
    element.querySelector(`.${name}`).textContent = say(`page.${name}`);
}
