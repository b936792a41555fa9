// The page around the pictures: which tab is open is part of the link.

import { TABS } from "../shared/contract.js";
import { get, set } from "../shared/link.js";
import { ready, t } from "../shared/messages.js";

const FIRST = TABS[0];
const tab = (id) => document.querySelector(`[role="tab"][data-tab-id="${CSS.escape(id)}"]`);

document.addEventListener("click", (event) => {
  const opened = event.target.closest?.('[role="tab"][data-tab-id]');
  if (opened) set("tab", opened.dataset.tabId, FIRST);
});

// Where three full names have no room, style.css shows these.
ready.then(() => {
  for (const [i, name] of TABS.entries())
    document.documentElement.style.setProperty(
      `--tab-${i + 1}`,
      JSON.stringify(t(`${name}.tab_short`)),
    );
});

if (get("embed") === "1") document.documentElement.classList.add("embed");

// Once Gradio has its tabs, the one that the link asks for by then is opened.
const open = () => {
  const wanted = get("tab") ?? FIRST;
  const found = tab(wanted);
  if (found && wanted !== FIRST) found.click();
  return Boolean(found);
};
const watcher = new MutationObserver(() => open() && watcher.disconnect());
if (!open()) watcher.observe(document.documentElement, { childList: true, subtree: true });
