// The share panel: the link, its QR code, and the iframe for a course page.

import { copy } from "../shared/clipboard.js";
import { EDITION, MAX_LINK_BYTES } from "../shared/contract.js";
import { flush, sharedQuery } from "../shared/link.js";
import { t } from "../shared/messages.js";
import { make } from "../shared/dom.js";

const HEIGHTS = [480, 640, 800, 1000];

/** Fill `panel`; `homes` holds the addresses that a Space gives itself, "" elsewhere. */
export function fill(panel, homes) {
  const here = new URL("./", document.baseURI).href;
  const link = make("input", { readonly: true, type: "url" });
  const snippet = make("textarea", { readonly: true, rows: 4 });
  const height = make(
    "select",
    { onchange: draw },
    ...HEIGHTS.map((one) => make("option", { value: one }, `${one} px`)),
  );
  const code = make("div", { class: "code" });
  const show = make(
    "button",
    {
      type: "button",
      onclick: () => {
        code.dataset.open = "true";
        drawCode();
      },
    },
    t("share.qr"),
  );
  height.value = "640";

  panel.setAttribute("aria-label", t("page.share"));
  panel.replaceChildren(
    row(link, "share.link", copier(link)),
    ...(navigator.share
      ? [make("button", { type: "button", onclick: send }, t("share.send"))]
      : []),
    ...(homes.page
      ? [make("p", {}, `${t("share.space")} `, make("a", { href: homes.page }, homes.page))]
      : []),
    ...(EDITION.codes ? [code] : []),
    make("div", { class: "row" }, labelled(height, "share.height")),
    row(snippet, "share.iframe", copier(snippet)),
    make("p", {}, t("share.private")),
  );
  addEventListener("link:change", draw);
  addEventListener("link:written", drawCode); // not at every step of a slider: the server makes it
  draw();
  drawCode();

  function draw() {
    link.value = withQuery(homes.host || here, sharedQuery());
    snippet.value = frame(withQuery(homes.host || here, sharedQuery({ embed: "1" })), height.value);
  }

  function drawCode() {
    if (!code.dataset.open) return code.replaceChildren(show);
    const long = new TextEncoder().encode(link.value).length > MAX_LINK_BYTES;
    const source = new URL(withQuery("qr.svg", sharedQuery()), document.baseURI).href;
    code.replaceChildren(
      long
        ? make("p", { role: "status" }, t("share.qr_long"))
        : make("img", {
            src: source,
            alt: t("share.qr_alt", { link: link.value }),
            width: 280,
            height: 280,
          }),
    );
  }

  function send() {
    flush();
    // closing it is no error
    navigator.share({ title: document.title, url: link.value }).catch(() => {});
  }
}

const withQuery = (home, asked) => (asked ? `${home}?${asked}` : home);

const frame = (source, height) => {
  const element = make("iframe", {
    src: source,
    title: t("page.title"),
    width: "100%",
    height,
    loading: "lazy",
    allow: "clipboard-write; web-share",
    style: "border:0",
  });
  return element.outerHTML;
};

const labelled = (field, key) => make("label", {}, t(key), field);
const row = (field, key, button) => make("div", { class: "row" }, labelled(field, key), button);

function copier(field) {
  const button = make("button", { type: "button", onclick }, t("share.copy"));
  async function onclick() {
    flush();
    const done = await copy(field.value);
    field.select(); // for whoever must copy it by hand
    button.textContent = t(done ? "share.copied" : "share.not_copied");
  }
  addEventListener("link:change", () => {
    button.textContent = t("share.copy");
  });
  return button;
}
