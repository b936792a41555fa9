// Drawing on canvas in the page's colours, sharp on every screen.

import { shade } from "../shared/percent.js";

/** Size a canvas in CSS pixels and return its context, cleared. */
export function prepare(canvas, width, height) {
  const ratio = Math.min(2, devicePixelRatio || 1);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  return context;
}

const painters = new WeakMap(); // canvas -> how it was painted

/** Paint a canvas, and remember how: what is not made of points can be painted so again. */
export function paintOn(canvas, width, height, paint) {
  painters.set(canvas, paint);
  paint(prepare(canvas, width, height));
}

/** Paint into `context` what is on `canvas`: with its own strokes where it is known how. */
export function repaint(context, canvas, { x, y, width, height }) {
  const paint = painters.get(canvas);
  if (!paint || !context.strokePath) return context.drawImage(canvas, x, y, width, height);
  context.save();
  context.translate(x, y);
  paint(context);
  context.restore();
}

/** A curve, on a canvas or in an SVG. */
export function strokePath(context, d) {
  if (context.strokePath) context.strokePath(d);
  else context.stroke(new Path2D(d));
}

/** The page's colours as [r, g, b], by name: style.css chooses them, light or dark. */
export function palette(element) {
  const style = getComputedStyle(element);
  return Object.fromEntries(
    ["attention", "query", "ink", "ink-soft", "card", "line"].map((name) => [
      name,
      style.getPropertyValue(`--${name}`).trim(),
    ]),
  );
}

/** 256 steps from the card to the attention colour; ramp[weight * 255], lifted as shade() lifts. */
export function ramp(colours, lift = shade) {
  const [from, to] = [rgb(colours.card), rgb(colours.attention)];
  return Array.from({ length: 256 }, (_, i) => {
    const part = lift(i / 255);
    return from.map((low, channel) => Math.round(low + (to[channel] - low) * part));
  });
}

export const css = ([r, g, b]) => `rgb(${r} ${g} ${b})`;

function rgb(hex) {
  const number = parseInt(hex.slice(1), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}
