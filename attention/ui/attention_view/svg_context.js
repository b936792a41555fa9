// What a canvas is drawn with, writing SVG instead: the same drawing, with words as text that can
// be searched, read aloud and edited. Only what our pictures use is here.

import { svg } from "../shared/svg.js";

const ANCHOR = { left: "start", center: "middle", right: "end" };
const MIDDLE = 0.35; // of the font size, from the middle of letters down to their baseline
const UNWRITABLE = /[^\t\n\r\x20-\uFFFD\u{10000}-\u{10FFFF}]/gu; // what no XML may hold

/** A colour as every reader of SVG knows it: browsers compute mixed ones as "color(srgb 1 0 0)". */
function plain(colour) {
  const [, parts] = /^color\(srgb ([\d. e-]+)/.exec(colour) ?? [];
  if (!parts) return colour;
  const [red, green, blue] = parts
    .trim()
    .split(/ +/)
    .map((part) => Math.round(part * 255));
  return `rgb(${red}, ${green}, ${blue})`;
}

/** "normal 400 18px sans-serif" as attributes, which more readers know than the short form. */
function fontOf(font) {
  const [, before, size, family] = /^(.*?)([\d.]+)px(?:\/\S+)? (.*)$/.exec(font);
  return {
    "font-family": family,
    "font-size": size,
    "font-weight": /\b[1-9]00\b/.exec(before)?.[0] ?? "400",
    "font-style": before.includes("italic") ? "italic" : "normal",
  };
}

const isClear = (colour) => colour === "transparent" || /^rgba\(.*, 0\)$/.test(colour);

/** Draws into `root`, an SVG element; `measure` is a canvas context, for the widths of words. */
export function createSvgContext(root, measure) {
  const stack = [];
  const style = {
    fillStyle: "#000",
    strokeStyle: "#000",
    globalAlpha: 1,
    lineWidth: 1,
    lineCap: "butt",
    font: "13px sans-serif",
    textAlign: "left",
    textBaseline: "alphabetic",
    matrix: new DOMMatrix(),
  };
  let path = [];

  const add = (tag, attributes, ...children) => {
    const { matrix, globalAlpha } = style;
    const moved = matrix.isIdentity ? {} : { transform: matrix.toString() };
    const faint = globalAlpha < 1 ? { opacity: globalAlpha } : {};
    root.append(svg(tag, { ...attributes, ...moved, ...faint }, ...children));
  };
  const line = () => ({
    fill: "none",
    stroke: plain(style.strokeStyle),
    "stroke-width": style.lineWidth,
    "stroke-linecap": style.lineCap,
  });
  const box = (x, y, width, height) => ({
    x,
    y,
    width: Math.max(0, width),
    height: Math.max(0, height),
  });

  const context = {
    save: () => stack.push({ ...style, matrix: DOMMatrix.fromMatrix(style.matrix) }),
    restore: () => Object.assign(style, stack.pop()),
    translate: (x, y) => style.matrix.translateSelf(x, y),
    rotate: (angle) => style.matrix.rotateSelf((angle * 180) / Math.PI),
    measureText(text) {
      measure.font = style.font;
      return measure.measureText(text);
    },
    beginPath: () => (path = []),
    roundRect: (...shape) => path.push(["rect", shape]),
    arc: (...shape) => path.push(["circle", shape]),
    fill() {
      if (isClear(style.fillStyle)) return;
      for (const shape of path) draw(shape, { fill: plain(style.fillStyle) });
    },
    stroke() {
      if (isClear(style.strokeStyle)) return;
      for (const shape of path) draw(shape, line());
    },
    strokePath: (d) => add("path", { d, ...line() }),
    fillRect: (...shape) => add("rect", { ...box(...shape), fill: plain(style.fillStyle) }),
    strokeRect: (...shape) => add("rect", { ...box(...shape), ...line() }),
    fillText(text, x, y) {
      if (text === "") return;
      const font = fontOf(style.font);
      const down = style.textBaseline === "middle" ? MIDDLE * font["font-size"] : 0;
      const look = {
        x,
        y: y + down,
        fill: plain(style.fillStyle),
        ...font,
        "text-anchor": ANCHOR[style.textAlign],
      };
      add("text", look, String(text).replace(UNWRITABLE, ""));
    },
    drawImage(canvas, x, y, width, height) {
      const rendering = `image-rendering: ${context.imageSmoothingEnabled ? "auto" : "pixelated"}`;
      const shown = { href: canvas.toDataURL(), preserveAspectRatio: "none", style: rendering };
      add("image", { ...box(x, y, width, height), ...shown });
    },
    imageSmoothingEnabled: true,
  };
  function draw([tag, shape], look) {
    if (tag === "rect") add("rect", { ...box(...shape), rx: shape[4], ...look });
    else add("circle", { cx: shape[0], cy: shape[1], r: shape[2], ...look });
  }
  for (const name of Object.keys(style)) {
    if (name === "matrix") continue;
    Object.defineProperty(context, name, {
      get: () => style[name],
      set: (value) => {
        style[name] = value;
      },
    });
  }
  return context;
}
