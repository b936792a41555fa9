// What the page is honest about; inside another page, only the way out of the frame.

import { EDITION } from "../../shared/contract.js";
import { address, get } from "../../shared/link.js";
import { ready, t } from "../../shared/messages.js";

export async function mount({ element }) {
  await ready;
  const footer = element.querySelector(".page-footer");
  if (get("embed") === "1") {
    const link = document.createElement("a");
    Object.assign(link, { target: "_blank", rel: "noopener", textContent: t("page.open_in_full") });
    const follow = () => {
      link.href = address({ embed: null });
    };
    follow();
    addEventListener("link:change", follow);
    footer.replaceChildren(link);
    return;
  }
  for (const name of ["honest", "privacy"])
    footer.querySelector(`.${name}`).textContent = t(`page.${name}`);
  if (!EDITION.offline) return;
  const { createOffline } = await import(new URL("shell/offline.js", document.baseURI));
  createOffline(footer.querySelector(".offline"));
}
