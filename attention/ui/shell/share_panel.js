// The share panel: the link, its QR code, and the iframe for a course page.

import { query } from "../shared/link.js";
import { t } from "../shared/messages.js";
import { make } from "../shared/dom.js";

const HEIGHTS = [480, 640, 800, 1000];
const LONGEST_QR = 600; // bytes, as attention/ui/shell/share_panel.py has it

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
        draw();
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
    code,
    make("div", { class: "row" }, labelled(height, "share.height")),
    row(snippet, "share.iframe", copier(snippet)),
    make("p", {}, t("share.private")),
  );
  addEventListener("link:change", draw);
  draw();

  function draw() {
    const asked = query();
    link.value = withQuery(homes.page || here, asked);
    snippet.value = frame(withQuery(homes.frame || here, query({ embed: "1" })), height.value);
    drawCode(asked);
  }

  function drawCode(asked) {
    if (!code.dataset.open) return code.replaceChildren(show);
    const long = new TextEncoder().encode(link.value).length > LONGEST_QR;
    const source = new URL(withQuery("qr.svg", asked), document.baseURI).href;
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
  const button = make("button", { type: "button", onclick: copy }, t("share.copy"));
  async function copy() {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy"); // an iframe without the permission, or a page without https
    }
    button.textContent = t("share.copied");
  }
  addEventListener("link:change", () => {
    button.textContent = t("share.copy");
  });
  return button;
}
