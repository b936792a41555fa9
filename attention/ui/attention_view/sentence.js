// The first way to look: running text, the ★ word, the others shaded by its weights.

import { placeArcs, places, weighArcs } from "./arcs.js";
import { make } from "../shared/dom.js";
import { mark } from "./blocked.js";
import { createToken, direction, listen, picks, star, weigh } from "./tokens.js";
import { onPaper } from "../shared/paper.js";
import { t } from "../shared/messages.js";

export function createSentence(actions) {
  const arcs = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  arcs.setAttribute("class", "arcs");
  arcs.setAttribute("aria-hidden", "true");
  const rows = make("div", { class: "words rows", role: "group" });
  const columns = make("div", { class: "words columns", role: "group" });
  const element = make("div", { "data-look": "sentence", class: "sentence" }, arcs, rows, columns);
  let drawn = {};
  let scene = null;
  let linked = null; // the ★ whose arcs are there; null when words have moved since

  const link = () => {
    if (!scene || !element.isConnected) return;
    if (linked !== scene.star) {
      // measuring makes the browser lay out
      const from = places(arcs, rows.children);
      placeArcs(
        arcs,
        from[scene.star],
        scene.same ? from : places(arcs, columns.children),
        scene.same,
      );
      linked = scene.star;
    }
    weighArcs(arcs, scene.row);
  };
  const again = () => {
    linked = null;
    link();
  };
  const moved = new ResizeObserver(again);
  onPaper(again);
  // Of one sentence the same words look and are looked at: what a tap means depends.
  const now = () => (scene.same && scene.state.picking ? picks(actions) : actions);
  listen(rows, { hover: (token) => now().hover(token), tap: (token) => now().tap(token) });
  listen(columns, picks(actions));

  return {
    element,
    draw(next) {
      scene = next;
      const { picking } = scene.state;
      if (drawn.rows !== scene.rows || drawn.columns !== scene.columns || drawn.picking !== picking)
        build();
      star([...rows.children], scene.star);
      [...(scene.same ? rows : columns).children].forEach((node, j) => {
        weigh(node, scene.row[j]);
        mark(node, scene.blocked[j], scene.picked === j);
      });
      link();
    },
  };

  function build() {
    const { same } = scene;
    const { picking } = scene.state;
    drawn = { ...scene, picking };
    element.classList.toggle("two", !same);
    element.classList.toggle("by", scene.by);
    columns.hidden = same;
    rows.dir = direction(scene.rows);
    columns.dir = direction(scene.columns);
    const [ofRows, ofColumns] = namesOf(scene);
    rows.setAttribute("aria-label", t(`picture.${ofRows}`));
    columns.setAttribute("aria-label", t(`picture.${ofColumns}`));
    moved.disconnect();
    rows.replaceChildren(
      ...(same ? scene.grid : scene).rows.map((unit) =>
        createToken(unit, { button: true, share: same }),
      ),
    );
    columns.replaceChildren(
      ...(same
        ? []
        : scene.columns.map((unit) => createToken(unit, { button: picking, share: true }))),
    );
    for (const node of [element, ...rows.children, ...columns.children]) moved.observe(node);
    linked = null;
  }
}

/** What the side of the ★ is, and the other one. */
function namesOf({ same, by, state }) {
  if (state.picking) return same ? ["pick"] : ["translation", "pick"];
  if (same) return [by ? "sentence_by" : "sentence", "source"];
  return by ? ["source_by", "translation_by"] : ["translation", "source"];
}
