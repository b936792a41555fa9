// The model view's opened head: by its numbers too, and at a size that can be read and tapped.

const GAP = 4; // px in the drawing's own measure

/** The head that is open, as [layer, head] in the order drawn, or undefined. */
const detail = () =>
  vis.querySelector('.attn_background[stroke-opacity="0.8"]')?.id.split("_").slice(2).map(Number);

function thumbnail([layerIndex, headIndex]) {
  return vis.querySelector(`#attn_background_${layerIndex}_${headIndex}`);
}

/** A tap on its thumbnail opens a head, and closes it when it is open. */
const tapThumbnail = (place) => click(thumbnail(place).parentNode.lastChild, "click");

function choseDetail() {
  const place = [layer, head].map((select) => Math.max(0, select.selectedIndex - 1));
  if (String(detail()) !== String(place)) tapThumbnail(place);
}

/** A tap beside the words of the opened head closes it. */
function closeDetail(target) {
  if (detail() && target.matches("svg > .detail")) tapThumbnail(detail());
}

/** Draw the opened head at its real size where all the rest had to be made smaller. */
function placeDetail(scale, room) {
  const box = vis.querySelector("rect.detail");
  if (!box || scale > 0.9) return 0;
  const [x, y, width, height] = ["x", "y", "width", "height"].map((name) =>
    parseFloat(box.getAttribute(name)),
  );
  const grow = Math.min(1, (room - GAP) / width) / scale;
  const opened = thumbnail(detail()).getBBox();
  const middle = opened.x + opened.width / 2 - (width * grow) / 2;
  const left = Math.max(GAP, Math.min(middle, WIDTH.model - width * grow - GAP));
  const above = opened.y - height * grow - GAP;
  const top = above >= 0 ? above : opened.y + opened.height + GAP;
  for (const part of vis.querySelectorAll("svg > .detail")) {
    part.setAttribute(
      "transform",
      `translate(${left} ${top}) scale(${grow}) translate(${-x} ${-y})`,
    );
  }
  return top + height * grow + GAP;
}

if (view === "model")
  for (const select of [layer, head]) select.addEventListener("change", choseDetail);
