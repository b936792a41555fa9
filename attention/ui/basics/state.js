// The toy's state: the words, their vectors, the options and the ★ word; and who wants to know.

import { attend } from "../engine/attend.js";

export const REACH = 3; // queries and keys go from −3 to 3 in either direction
export const STEP = 0.05;
const PACE = 18; // ms a frame that a hand should feel, on the mean
const PAUSE = 200; // ms: no frame was wanted
const MOST_SKIPPED = 8; // frames in a row without the numbers, on the slowest phone
export const CHANNEL_STEP = 0.01; // red, green and blue go from 0 to 1

/**
 * What attention computes for `now`: raw scores, scores as the softmax sees them, weights, output.
 */
export function compute({ query, key, value, similarity, causal }, { unmasked = false } = {}) {
  const mask = causal && !unmasked ? query.map((_, i) => key.map((_, j) => j <= i)) : null;
  const raw = attend(query, key, value, null, similarity === "cosine" ? "cosine" : "dot").scores;
  return { raw, ...attend(query, key, value, mask, similarity) };
}

/**
 * Hold the state. `change(patch)` replaces fields; drawing waits for the next frame, however many
 * changes come before it. While a hand drags only what can be seen is drawn, and on a slow phone
 * only what is under the hand until the frames keep their pace. `settle()` says that a finger,
 * mouse or key let go: the rest is drawn; it does nothing if nothing has changed since last time.
 */
export function createState(first) {
  let now = { ...first, ...compute(first) };
  let waiting = false;
  let unsettled = new Set();
  let last = 0; // when a frame was drawn
  let lag = 0; // ms by which the frames are slower than their pace
  let skipped = 0; // frames in a row that drew only what is under the hand
  const parts = new Map(); // element -> { drawer, hand, seen, stale }
  const settlers = [];

  const drawStale = () => {
    const held = unsettled.size > 0;
    parts.forEach((part) => {
      if (!part.stale || (held && (!part.seen || (skipped && !part.hand)))) return;
      part.stale = false;
      part.drawer(now, held);
    });
  };
  const draw = (time) => {
    const took = time - last;
    lag = took < PAUSE ? Math.max(0, lag + took - PACE) : 0;
    skipped = lag && skipped < MOST_SKIPPED ? skipped + 1 : 0;
    [waiting, last] = [false, time];
    parts.forEach((part) => {
      part.stale = true;
    });
    drawStale();
    if (skipped && unsettled.size) drawSoon();
  };
  const drawSoon = () => {
    if (!waiting) requestAnimationFrame(draw);
    waiting = true;
  };
  const sight = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) parts.get(target).seen = isIntersecting;
    drawStale();
  });
  return {
    get now() {
      return now;
    },
    change(patch) {
      Object.keys(patch).forEach((field) => unsettled.add(field));
      now = { ...now, ...patch };
      if (Object.keys(patch).some((field) => field !== "token")) Object.assign(now, compute(now));
      drawSoon();
    },
    settle() {
      if (!unsettled.size) return;
      const changed = unsettled;
      unsettled = new Set();
      draw(performance.now());
      settlers.forEach((settler) => settler(now, changed));
    },
    /**
     * Call `drawer(now, held)`, which draws into `element`, at once, after every change, and when
     * the visitor lets go: what is only heard can wait while something is `held`. What moves under
     * the visitor's own `hand` is drawn in every frame.
     */
    onChange(element, drawer, { hand = false } = {}) {
      const part = { drawer, hand, seen: true, stale: false };
      parts.set(element, part);
      sight.observe(element);
      drawer(now, false);
    },
    /** Call `settler(now, changed)` when the visitor lets go. */
    onSettle(settler) {
      settlers.push(settler);
    },
  };
}

/** `vectors` with one number of one vector replaced. */
export const withNumber = (vectors, row, place, number) =>
  vectors.map((vector, i) =>
    i === row ? vector.map((x, j) => (j === place ? number : x)) : vector,
  );
