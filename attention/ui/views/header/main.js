// The page's name, and the switch between its two languages.

import { address, set } from "../../static/link.js";
import { language, ready, say } from "../../static/words.js";

export async function mount({ element }) {
  await ready;
  const other = language === "ja" ? "en" : "ja";
  element.querySelector(".title").textContent = say("page.title");
  element.querySelector(".tagline").textContent = say("page.tagline");
  const button = element.querySelector(".language");
  button.textContent = say("page.other_language");
  button.lang = other;
  button.addEventListener("click", () => {
    set("lang", other);
    location.assign(address());
  });
}
