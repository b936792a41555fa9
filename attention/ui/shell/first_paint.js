// The first tab, with the header and the footer, shown before Gradio is there to show them: the
// same views, on the values that stand in Gradio's configuration. Once Gradio has a place for each,
// they move in as they are, with all that the visitor did.

import { get, set } from "../shared/link.js";
import { t } from "../shared/messages.js";

const FIRST = "basics";
const FOLDERS = { header: "shell/header", footer: "shell/footer", toy: "basics" };
const frame = document.getElementById("early-page").content.querySelector("#early");
const tabs = frame.querySelectorAll("[data-tab]");
const tabOfGradio = (id) => document.querySelector(`[role="tab"][data-tab-id="${id}"]`);
const views = new Map(); // by name: the live element, and the place that Gradio has for it
let held = false; // a finger is down: what moves would slip from under it

// What a view.js says when Gradio has made its place.
addEventListener("view:place", ({ detail: { name, element, props } }) => {
  const view = views.get(name);
  if (!view) return start(name, element, props);
  view.place = element;
  element.replaceChildren();
  handOver();
});

if ((get("tab") ?? FIRST) === FIRST) show();

async function start(name, element, props) {
  (await import(new URL(`${FOLDERS[name]}/main.js`, document.baseURI))).mount({ element, props });
}

function show() {
  const { components, css, version } = window.gradio_config;
  const styles = [css];
  for (const live of frame.querySelectorAll("[data-view]")) {
    const name = live.dataset.view;
    const view = components.find(({ props }) => props.elem_id === name).props;
    live.innerHTML = view.html_template; // from view.html: nothing of the visitor's is in it
    styles.push(`#${name} { ${view.css_template} }`); // as Gradio keeps a view's styles to it
    views.set(name, { live, place: null });
    start(name, live, { value: view.value, ...view.props });
  }
  for (const tab of tabs) {
    tab.textContent = t(`${tab.dataset.tab}.tab`);
    tab.addEventListener("click", () => turnTo(tab.dataset.tab));
  }
  frame.querySelector("style").textContent = styles.join("\n");
  frame.classList.add(`gradio-container-${version.replaceAll(".", "-")}`);
  document.body.classList.toggle("dark", isDark());
  document.body.prepend(frame);
  addEventListener("link:change", handOver); // as when a tab was opened
  addEventListener("pointerdown", () => {
    held = true;
  });
  for (const end of ["pointerup", "pointercancel"])
    addEventListener(end, () => {
      held = false;
      setTimeout(handOver);
    }); // once the release was heard
}

/** As Gradio will decide it. */
function isDark() {
  const theme = new URLSearchParams(location.search).get("__theme");
  return (
    theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches)
  );
}

/** Other tabs are Gradio's to open: page.js asks it to, as soon as it has them. */
function turnTo(id) {
  set("tab", id, FIRST);
  for (const tab of tabs) tab.setAttribute("aria-selected", String(tab.dataset.tab === id));
  frame.setAttribute("aria-busy", String(id !== FIRST));
  tabOfGradio(id)?.click();
}

function handOver() {
  const open = get("tab") ?? FIRST;
  // a closed tab has no place yet
  const seen = [...views.keys()].filter((name) => open === FIRST || name !== "toy");
  if (held || !views.size || !tabOfGradio(open) || seen.some((name) => !views.get(name).place))
    return;
  const focused = document.activeElement;
  for (const { live, place } of views.values()) {
    if (place?.moveBefore)
      place.moveBefore(live, null); // keeps the focus and what is animated
    else place?.append(live);
  }
  views.clear();
  frame.remove();
  if (document.activeElement !== focused)
    (tabOfGradio(focused.dataset.tab) ?? focused).focus({ preventScroll: true });
}
