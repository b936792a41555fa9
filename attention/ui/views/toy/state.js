// The toy's state: the words, their vectors, the options and the ★ word; and who wants to know.

import { attend } from "../../static/attend.js";

export const REACH = 3; // queries and keys go from −3 to 3 in either direction
export const STEP = 0.05;
export const CHANNEL_STEP = 0.01; // red, green and blue go from 0 to 1

/** What attention computes for `now`: raw scores, scores as the softmax sees them, weights, output. */
export function compute({ query, key, value, similarity, causal }, { unmasked = false } = {}) {
  const mask = causal && !unmasked ? query.map((_, i) => key.map((_, j) => j <= i)) : null;
  const raw = attend(query, key, value, null, similarity === "cosine" ? "cosine" : "dot").scores;
  return { raw, ...attend(query, key, value, mask, similarity) };
}

/**
 * Hold the state. `change(patch)` replaces fields; drawing waits for the next frame, however many
 * changes come before it, and while a hand drags only what can be seen is drawn. `settle()` says
 * that a finger, mouse or key let go: the rest is drawn; it does nothing if nothing has changed
 * since the last time.
 */
export function createState(first) {
  let now = { ...first, ...compute(first) };
  let waiting = false;
  let unsettled = new Set();
  const parts = new Map(); // element -> { drawer, seen, stale }
  const settlers = [];

  const drawStale = () => {
    const held = unsettled.size > 0;
    parts.forEach((part) => {
      if (!part.stale || (held && !part.seen)) return;
      part.stale = false;
      part.drawer(now, held);
    });
  };
  const draw = () => { waiting = false; parts.forEach((part) => { part.stale = true; }); drawStale(); };
  const sight = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) parts.get(target).seen = isIntersecting;
    drawStale();
  });
  return {
    get now() { return now; },
    change(patch) {
      Object.keys(patch).forEach((field) => unsettled.add(field));
      now = { ...now, ...patch };
      if (Object.keys(patch).some((field) => field !== "token")) Object.assign(now, compute(now));
      if (!waiting) requestAnimationFrame(draw);
      waiting = true;
    },
    settle() {
      if (!unsettled.size) return;
      const changed = unsettled;
      unsettled = new Set();
      draw();
      settlers.forEach((settler) => settler(now, changed));
    },
    /**
     * Call `drawer(now, held)`, which draws into `element`, at once, after every change, and when
     * the visitor lets go: what is only heard can wait while something is `held`.
     */
    onChange(element, drawer) {
      const part = { drawer, seen: true, stale: false };
      parts.set(element, part);
      sight.observe(element);
      drawer(now, false);
    },
    /** Call `settler(now, changed)` when the visitor lets go. */
    onSettle(settler) { settlers.push(settler); },
  };
}

/** `vectors` with one number of one vector replaced. */
export const withNumber = (vectors, row, place, number) =>
  vectors.map((vector, i) => (i === row ? vector.map((x, j) => (j === place ? number : x)) : vector));
