// The page's name, the switch between its two languages, and the door to the share panel.

import { address, set } from "../../shared/link.js";
import { language, ready, t } from "../../shared/messages.js";

export async function mount({ element, props }) {
  await ready;
  const part = (name) => element.querySelector(`.${name}`);
  for (const name of ["title", "tagline", "share"]) part(name).textContent = t(`page.${name}`);

  const other = language === "ja" ? "en" : "ja";
  part("language").textContent = t("page.other_language");
  part("language").lang = other;
  part("language").addEventListener("click", () => {
    set("lang", other);
    location.assign(address());
  });

  part("share").addEventListener("click", async () => {
    const panel = part("share-panel");
    if (!panel.firstChild) (await import("../share_panel.js")).fill(panel, props.homes);
    panel.hidden = !panel.hidden;
    part("share").setAttribute("aria-expanded", String(!panel.hidden));
  });
}
