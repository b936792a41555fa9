// The open tab, with the header and the footer, shown before Gradio is there to show them: the same
// views, on the values that stand in Gradio's configuration. Once Gradio has a place for each, they
// move in as they are, with all that the visitor did. Gradio makes the place of a tab when it is
// first opened; until then a view that was opened early waits in the frame, unseen.

import { TABS } from "../shared/contract.js";
import { get, set } from "../shared/link.js";
import { t } from "../shared/messages.js";

const FIRST = TABS[0];
/** Each view by the id of its place: its folder, and the tab it is in, if any. */
const VIEWS = {
  header: { folder: "shell/header" },
  toy: { folder: "basics", tab: "basics" },
  footer: { folder: "shell/footer" },
};
const viewOf = (tab) => Object.keys(VIEWS).find((name) => VIEWS[name].tab === tab);
const frame = document.getElementById("early-page").content.querySelector("#early");
const tabs = frame.querySelectorAll("[data-tab]");
const tabOfGradio = (id) => document.querySelector(`[role="tab"][data-tab-id="${id}"]`);
const openTab = () => get("tab") ?? FIRST;
const live = new Map(); // by name: the view's element, and the place that Gradio has for it
let held = false; // a finger is down: what moves would slip from under it

// What a view.js says when Gradio has made its place.
addEventListener("view:place", ({ detail: { name, element, props } }) => {
  const view = live.get(name);
  if (!view) return start(name, element, props);
  view.place = element;
  element.replaceChildren();
  handOver();
});

if (viewOf(openTab())) show();

async function start(name, element, props) {
  const { mount } = await import(new URL(`${VIEWS[name].folder}/main.js`, document.baseURI));
  mount({ element, props });
}

function show() {
  const { css, version } = window.gradio_config;
  frame.querySelector("style").textContent = css;
  for (const tab of tabs) {
    tab.textContent = t(`${tab.dataset.tab}.tab`);
    tab.addEventListener("click", () => turnTo(tab.dataset.tab));
  }
  frame.classList.add(`gradio-container-${version.replaceAll(".", "-")}`);
  document.body.classList.toggle("dark", isDark());
  document.body.prepend(frame);
  for (const name of ["header", viewOf(openTab()), "footer"]) open(name);
  select(openTab());
  addEventListener("link:change", handOver); // as when a tab was opened
  addEventListener("pointerdown", () => {
    held = true;
  });
  for (const end of ["pointerup", "pointercancel"])
    addEventListener(end, () => {
      held = false;
      setTimeout(handOver); // once the release was heard
    });
}

/** Show a view on the value that stands in Gradio's configuration, once. */
function open(name) {
  if (live.has(name)) return;
  const view = window.gradio_config.components.find(({ props }) => props.elem_id === name).props;
  const element = frame.querySelector(`#${name} > div`);
  element.innerHTML = view.html_template; // from view.html: nothing of the visitor's is in it
  const style = document.createElement("style"); // as Gradio keeps a view's styles to it
  style.textContent = `#${name} { ${view.css_template} }`;
  element.parentElement.before(style);
  live.set(name, { element, place: null });
  start(name, element, { value: view.value, ...view.props });
}

/** As Gradio will decide it. */
function isDark() {
  const theme = new URLSearchParams(location.search).get("__theme");
  const system = matchMedia("(prefers-color-scheme: dark)").matches;
  return theme === "dark" || (theme !== "light" && system);
}

/** A tab of ours opens at once; Gradio opens its own as soon as it has it: tabs.js asks it to. */
function turnTo(id) {
  set("tab", id, FIRST);
  const name = viewOf(id);
  if (name) open(name);
  select(id);
  frame.setAttribute("aria-busy", String(!name));
  tabOfGradio(id)?.click();
}

function select(id) {
  for (const tab of tabs) {
    tab.setAttribute("aria-selected", String(tab.dataset.tab === id));
    const name = viewOf(tab.dataset.tab);
    if (name) frame.querySelector(`#${name}`).hidden = tab.dataset.tab !== id;
  }
}

function handOver() {
  const shown = ["header", viewOf(openTab()), "footer"].filter(Boolean);
  if (held || !live.size || !tabOfGradio(openTab())) return;
  if (!frame.hidden && shown.some((name) => !live.get(name)?.place)) return;
  if (reloads(openTab())) return;
  const focused = document.activeElement;
  for (const [name, { element, place }] of live) if (place) move(name, element, place);
  putAway();
  if (document.activeElement !== focused)
    (tabOfGradio(focused.dataset.tab) ?? focused).focus({ preventScroll: true });
}

/** Whether moving what is open would load it anew: a document's frame, in a browser that must. */
function reloads(tab) {
  const view = live.get(viewOf(tab));
  return Boolean(view?.element.querySelector("iframe")) && !Element.prototype.moveBefore;
}

/** What has no place yet waits in the frame, unseen and without names that Gradio's parts have. */
function putAway() {
  if (!live.size) return frame.remove();
  frame.hidden = true;
  for (const part of frame.querySelectorAll("[id]")) part.removeAttribute("id");
}

function move(name, element, place) {
  const early = element.parentElement;
  if (place.moveBefore)
    place.moveBefore(element, null); // keeps the focus and what is animated
  else place.append(element);
  early.remove();
  live.delete(name);
}
