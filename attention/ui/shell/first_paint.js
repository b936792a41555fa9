// The open tab, with the header and the footer, shown before Gradio is there to show them: the same
// views, on the values that stand in Gradio's configuration. Once Gradio has a place for each, they
// move in as they are, with all that the visitor did. Gradio makes the place of a tab when it is
// first opened; until then a view that was opened early waits in the frame, unseen. What this takes
// from Gradio's page is checked in page_head.py. The static edition has no Gradio: there the same
// configuration of the views stands in the page (site.py), and the frame is the page.

import { TABS, VIEWS } from "../shared/contract.js";
import { get, set } from "../shared/link.js";
import { t } from "../shared/messages.js";

const FIRST = TABS[0];
const NAMES = Object.keys(VIEWS);
const AROUND = NAMES.filter((name) => !VIEWS[name].tab);
const viewOf = (tab) => NAMES.find((name) => VIEWS[name].tab === tab);
const openTab = () => (TABS.includes(get("tab")) ? get("tab") : FIRST);
const shown = () => [...AROUND, viewOf(openTab())];
const frame = document.getElementById("early-page").content.querySelector("#early");
const part = (id) => frame.querySelector(`#${id}`);
const parts = Object.fromEntries(["tabs", ...NAMES].map((id) => [id, part(id)]));
const tabs = frame.querySelectorAll("[data-tab]");
const tabOfGradio = (id) => document.querySelector(`gradio-app [role="tab"][data-tab-id="${id}"]`);
const moves = Boolean(Element.prototype.moveBefore); // keeps the focus, and documents loaded
const live = new Map(); // by name: the view's element in the frame, and Gradio's place for it
const empty = new Map(); // by element: Gradio's place for a view that was not opened early
const config = window.gradio_config ?? JSON.parse(document.getElementById("views").textContent);
let held = false; // a finger is down: what moves would slip from under it
let stays = false; // the frame is the page, for good

// What a view.js says when Gradio has made its place.
addEventListener("view:place", ({ detail: { name, element, props } }) => {
  const view = live.get(name);
  if (!view) {
    empty.set(element, { name, props });
    return seen.observe(element);
  }
  view.place = element;
  element.replaceChildren();
  handOver();
});

// Gradio makes the place of its first tab whichever is open: it is filled when it comes to be seen.
const seen = new ResizeObserver((entries) => {
  for (const { target } of entries) if (isAway() && target.checkVisibility()) fill(target);
});

show();

function show() {
  const { css, version } = config;
  frame.querySelector("style").textContent = css;
  for (const tab of tabs) {
    tab.textContent = t(`${tab.dataset.tab}.tab`);
    tab.addEventListener("click", () => turnTo(tab.dataset.tab));
  }
  frame.classList.add(`gradio-container-${version.replaceAll(".", "-")}`);
  document.body.classList.toggle("dark", isDark());
  document.body.prepend(frame);
  if (config !== window.gradio_config) stay();
  select(openTab());
  for (const name of shown()) open(name);
  addEventListener("link:change", handOver); // as when a tab was opened
  frame.addEventListener("focusout", () => setTimeout(handOver)); // once the focus is elsewhere
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
async function open(name) {
  if (live.has(name)) return;
  const view = config.components.find(({ props }) => props.elem_id === name).props;
  const element = parts[name].firstElementChild;
  element.innerHTML = view.html_template; // from view.html: nothing of the visitor's is in it
  const style = document.createElement("style"); // as Gradio keeps a view's styles to it
  style.textContent = `#${name} { ${view.css_template} }`;
  parts[name].before(style);
  live.set(name, { element, place: null });
  if (element.querySelector("iframe") && !moves) stay();
  parts[name].setAttribute("aria-busy", "true"); // until its scripts have come
  await start(name, element, { value: view.value, ...view.props });
  parts[name].removeAttribute("aria-busy");
}

async function start(name, element, props) {
  const { mount } = await import(new URL(`${VIEWS[name].folder}/main.js`, document.baseURI));
  await mount({ element, props });
}

/** Where moving a document would load it anew, the page stays as it is, without Gradio's. */
function stay() {
  stays = true;
  frame.classList.add("stays");
  for (const tab of tabs) tab.dataset.tabId = tab.dataset.tab; // as Gradio's are found
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
  select(id);
  open(viewOf(id));
  if (!stays) tabOfGradio(id)?.click();
}

function select(id) {
  for (const tab of tabs) {
    tab.setAttribute("aria-selected", String(tab.dataset.tab === id));
    parts[viewOf(tab.dataset.tab)].hidden = tab.dataset.tab !== id;
  }
}

/** Move what has a place into it, once all that is seen has one and no hand is on it. */
function handOver() {
  if (stays || held || isTyping() || !live.size || !tabOfGradio(openTab())) return;
  if (!isAway() && shown().some((name) => !live.get(name)?.place)) return;
  const focused = document.activeElement;
  for (const [name, { element, place }] of live) if (place) move(name, element, place);
  putAway();
  const tab = tabOfGradio(focused.dataset.tab);
  if (tab || document.activeElement !== focused) (tab ?? focused).focus({ preventScroll: true });
}

/** Whether a text is being typed where moving would take the keyboard away. */
const isTyping = () => !moves && document.activeElement.matches("#early input[type=text]");

const isAway = () => frame.hidden || !frame.isConnected;

/** What has no place yet waits in the frame, unseen and without names that Gradio's parts have. */
function putAway() {
  if (!live.size) return frame.remove();
  frame.hidden = true;
  for (const element of Object.values(parts)) element.removeAttribute("id");
}

function move(name, element, place) {
  const scrolled = [...element.querySelectorAll("*")]
    .filter(({ scrollLeft, scrollTop }) => scrollLeft || scrollTop)
    .map((box) => [box, { left: box.scrollLeft, top: box.scrollTop, behavior: "instant" }]);
  if (moves) place.moveBefore(element, null);
  else place.append(element);
  for (const [box, to] of scrolled) box.scrollTo(to);
  parts[name].remove();
  live.delete(name);
}

/** Start a view in the place that Gradio made for it. */
function fill(element) {
  const { name, props } = empty.get(element);
  seen.unobserve(element);
  empty.delete(element);
  start(name, element, props);
}
