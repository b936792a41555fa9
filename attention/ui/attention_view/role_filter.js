// "Show me heads that look from the verb at its object": picks heads by their job, or by their
// role.

import { createChoice } from "../shared/choice.js";
import { make } from "../shared/dom.js";
import { POSITIONAL_ROLES } from "../shared/contract.js";
import { percent } from "../shared/percent.js";
import { t } from "../shared/messages.js";
import { rolesOf } from "./head_measures.js";

const MOST = 12; // heads offered

export function createRoleFilter(actions) {
  const select = make("select", { "aria-label": t("picture.find") });
  const found = createChoice(t("picture.found"), (place) => open(JSON.parse(place)), {
    visible: false,
  });
  const about = make("p", { class: "about" });
  const element = make("div", { class: "finder" }, select, found.element, about);
  let map = null;
  let drawn = "";

  select.addEventListener("change", () => {
    const best = playing(map, select.value)[0];
    actions.set({
      role: select.value || null,
      ...(best && { layer: best.layer, head: best.head }),
    });
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
      const heads = playing(map, state.role);
      select.value = heads.length ? state.role : "";
      found.draw(
        heads.map(({ layer, head, note }) => ({
          value: JSON.stringify([layer, head]),
          text: t("picture.place", { layer: layer + 1, head: head + 1 }),
          note,
        })),
        JSON.stringify([state.layer, state.head]),
      );
      about.hidden = !heads.length;
      about.textContent = t(aboutOf(map, state.role));
    },
  };

  function build(next) {
    map = next;
    const offered = [...new Set((map.jobs ?? []).map(({ job }) => job)), ...POSITIONAL_ROLES]
      .map((role) => ({ role, count: playing(map, role).length }))
      .filter(({ count }) => count);
    select.replaceChildren(
      make("option", { value: "" }, t("picture.find")),
      ...offered.map(({ role, count }) =>
        make("option", { value: role }, `${t(nameOf(map, role))} (${count})`),
      ),
    );
  }
}

const isJob = (map, role) => (map.jobs ?? []).some(({ job }) => job === role);
const nameOf = (map, role) => (isJob(map, role) ? `job.${role}` : `picture.find_${role}`);

function aboutOf(map, role) {
  if (isJob(map, role)) return "picture.jobs_measured";
  return map.mean_roles ? "picture.roles_usual" : "picture.roles_here";
}

/** What a head with a job is right about: "72 %, by position alone 43 %". */
export const jobStrength = ({ share, offset }) =>
  t("picture.job_strength", { share: percent(share), offset: percent(offset) });

/** "98 %", or where both are known "mean 98 %, here 97 %". */
function strength(map, layer, head, role, score) {
  const here = rolesOf(map)[layer][head];
  if (!map.mean_roles || here.role !== role) return percent(score);
  return t("picture.mean_and_here", { mean: percent(score), here: percent(here.score) });
}

/** The heads of a map that have this job or play this role, strongest first. */
function playing(map, wanted) {
  const jobs = (map.jobs ?? []).filter(({ job }) => job === wanted);
  if (jobs.length) {
    return jobs
      .sort((one, other) => other.share - one.share)
      .map((job) => ({ layer: job.layer, head: job.head, note: jobStrength(job) }));
  }
  return (map.mean_roles ?? rolesOf(map))
    .flatMap((heads, layer) => heads.map(({ role, score }, head) => ({ layer, head, role, score })))
    .filter(({ role }) => role === wanted)
    .sort((one, other) => other.score - one.score)
    .slice(0, MOST)
    .map(({ layer, head, role, score }) => ({
      layer,
      head,
      note: strength(map, layer, head, role, score),
    }));
}
