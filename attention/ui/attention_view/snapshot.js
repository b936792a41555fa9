// The stage as a PNG at twice its size, or as an SVG: what is on the page is drawn again, box by
// box.

import { make } from "../shared/dom.js";
import { svg } from "../shared/svg.js";
import { repaint, strokePath } from "./canvas.js";
import { createSvgContext } from "./svg_context.js";

const TWICE = 2;
const MARGIN = 16;
const LINE = 20;
const MOST = 6; // lines that one line of text may become
const CONTROLS = "button:not(.token), label"; // they do nothing on paper

/** Draw `stage` with `lines` of text under it; resolves to a blob, "png" or "svg". */
export function snapshot(stage, lines, ending = "png") {
  for (const scroller of stage.querySelectorAll(".scroller")) scroller.scrollTo(0, 0);
  const shown = [...stage.querySelectorAll("*")].filter(
    (node) => node.checkVisibility() && !node.closest(CONTROLS),
  );
  const boxes = shown.map((node) => node.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left)) - MARGIN;
  const top = Math.min(...boxes.map((box) => box.top)) - MARGIN;
  const width = Math.max(...boxes.map((box) => box.right)) - left + MARGIN;
  const height = Math.max(...boxes.map((box) => box.bottom)) - top + MARGIN;
  const canvas = make("canvas");
  const measure = canvas.getContext("2d");
  const style = getComputedStyle(stage);
  measure.font = `13px ${style.fontFamily}`;
  const written = lines.flatMap((line) => wrapped(measure, line, width - 2 * MARGIN));
  const full = height + written.length * LINE + MARGIN;
  canvas.width = width * TWICE;
  canvas.height = full * TWICE;
  measure.scale(TWICE, TWICE);
  const root = svg("svg", { width, height: full, viewBox: `0 0 ${width} ${full}`, role: "img" });
  root.append(svg("title", {}, lines.join(" · ")));
  const context = ending === "svg" ? createSvgContext(root, measure) : measure;
  context.fillStyle = style.getPropertyValue("--card");
  context.fillRect(0, 0, width, full);
  context.translate(-left, -top);
  for (const node of shown) paint(context, node);
  context.font = `13px ${style.fontFamily}`;
  context.fillStyle = style.getPropertyValue("--ink");
  context.textAlign = "left";
  context.textBaseline = "middle";
  written.forEach((line, i) =>
    context.fillText(line, left + MARGIN, top + height + (i + 0.7) * LINE),
  );
  if (ending === "svg") {
    const text = new XMLSerializer().serializeToString(root);
    return Promise.resolve(new Blob([text], { type: "image/svg+xml" }));
  }
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

function paint(context, node) {
  const box = node.getBoundingClientRect();
  const style = getComputedStyle(node);
  if (node instanceof SVGPathElement) return paintPath(context, node, style);
  if (node instanceof SVGElement) return;
  if (node instanceof HTMLCanvasElement) repaint(context, node, box);
  else paintBox(context, box, style);
  for (const child of node.childNodes)
    if (child.nodeType === Node.TEXT_NODE) paintText(context, child, style);
  const badge = getComputedStyle(node, "::before");
  if (badge.content.includes("★")) paintStar(context, box, badge, style.direction);
}

function paintPath(context, node, style) {
  const base = node.ownerSVGElement.getBoundingClientRect();
  context.save();
  context.translate(base.x, base.y);
  context.strokeStyle = style.stroke;
  context.globalAlpha = Number(style.strokeOpacity);
  context.lineWidth = parseFloat(style.strokeWidth);
  context.lineCap = "round";
  strokePath(context, node.getAttribute("d"));
  context.restore();
}

function paintBox(context, box, style) {
  const edge = parseFloat(style.borderTopWidth);
  context.beginPath();
  context.roundRect(
    box.x + edge / 2,
    box.y + edge / 2,
    box.width - edge,
    box.height - edge,
    parseFloat(style.borderRadius) || 0,
  );
  context.fillStyle = style.backgroundColor;
  context.fill();
  if (!edge) return;
  context.lineWidth = edge;
  context.strokeStyle = style.borderTopColor;
  context.stroke();
}

/** A text node, line by line as the browser broke it. */
function paintText(context, node, style) {
  const range = document.createRange();
  let line = null;
  const flush = () => line && context.fillText(line.text.trim(), line.x + line.width / 2, line.y);
  context.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  context.fillStyle = style.color;
  context.textAlign = "center";
  context.textBaseline = "middle";
  let at = 0;
  for (const letter of node.data) {
    range.setStart(node, at);
    range.setEnd(node, (at += letter.length));
    const box = range.getBoundingClientRect();
    if (line && Math.abs(line.y - (box.y + box.height / 2)) < 4) {
      line.text += letter;
      const right = Math.max(line.x + line.width, box.right);
      line.x = Math.min(line.x, box.x);
      line.width = right - line.x;
    } else {
      flush();
      line = { text: letter, x: box.x, y: box.y + box.height / 2, width: box.width };
    }
  }
  flush();
}

function paintStar(context, box, badge, direction) {
  const x = direction === "rtl" ? box.right - 5 : box.left + 5;
  context.beginPath();
  context.arc(x, box.top + 1, 10, 0, 2 * Math.PI);
  context.fillStyle = badge.backgroundColor;
  context.fill();
  context.font = `12px ${badge.fontFamily}`;
  context.fillStyle = badge.color;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText("★", x, box.top + 1);
}

/** Break a line between words, or inside one that is too long by itself. */
function wrapped(context, text, width) {
  const lines = [""];
  const fits = (part) => context.measureText(lines.at(-1) + part).width <= width;
  for (const word of text.split(/(?<=\s)/)) {
    const parts = context.measureText(word).width > width ? [...word] : [word];
    for (const part of parts) {
      if (!fits(part)) lines.push("");
      lines[lines.length - 1] += part;
    }
  }
  return lines.slice(0, MOST);
}
