// "Show me heads that look at the previous word": picks heads by their role.

import { createChoice } from "../shared/choice.js";
import { make } from "../shared/dom.js";
import { percent } from "../shared/percent.js";
import { say } from "../shared/messages.js";

const ROLES = ["previous", "next", "same", "first", "separator", "punctuation", "confident", "broad"];
const MOST = 12; // heads offered

export function createFinder(actions) {
  const select = make("select", { "aria-label": say("picture.find") });
  const found = createChoice(say("picture.found"), (place) => open(JSON.parse(place)), { visible: false });
  const about = make("p", { class: "about" });
  const element = make("div", { class: "finder" }, select, found.element, about);
  let map = null;
  let drawn = "";

  select.addEventListener("change", () => {
    const best = withRole(map, select.value)[0];
    actions.set({ role: select.value || null, ...(best && { layer: best.layer, head: best.head }) });
  });

  function open([layer, head]) {
    actions.set({ layer, head });
  }

  return {
    element,
    draw({ state }) {
      const now = [state.layer, state.head, state.role].join();
      if (map === state.map && now === drawn) return;
      drawn = now;
      if (map !== state.map) build(state.map);
      element.hidden = select.options.length < 2;
      const heads = withRole(map, state.role);
      select.value = heads.length ? state.role : "";
      found.draw(
        heads.map(({ layer, head, role, score }) => ({
          value: JSON.stringify([layer, head]),
          text: say("picture.place", { layer: layer + 1, head: head + 1 }),
          note: strength(map, layer, head, role, score),
        })),
        JSON.stringify([state.layer, state.head]),
      );
      about.hidden = !heads.length;
      about.textContent = say(map.usual ? "picture.roles_usual" : "picture.roles_here");
    },
  };

  function build(next) {
    map = next;
    const offered = ROLES.map((role) => ({ role, count: withRole(map, role).length })).filter(({ count }) => count);
    select.replaceChildren(
      make("option", { value: "" }, say("picture.find")),
      ...offered.map(({ role, count }) => make("option", { value: role }, `${say(`picture.find_${role}`)} (${count})`)),
    );
  }
}

/** "98 %", or where both are known "mean 98 %, here 97 %". */
function strength(map, layer, head, role, score) {
  const here = map.roles?.[layer][head];
  if (!map.usual || here?.role !== role) return percent(score);
  return say("picture.mean_and_here", { mean: percent(score), here: percent(here.score) });
}

/** The heads of a map that play this role, strongest first. */
function withRole(map, wanted) {
  const roles = map.usual ?? map.roles ?? [];
  return roles
    .flatMap((heads, layer) => heads.map(({ role, score }, head) => ({ layer, head, role, score })))
    .filter(({ role }) => role === wanted)
    .sort((one, other) => other.score - one.score)
    .slice(0, MOST);
}
