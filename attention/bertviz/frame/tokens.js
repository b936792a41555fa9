// A tap does what hovering does: it locks a token, a second tap or Escape frees it. Keys too.

const TOKENS = {
  head: "#left > g:last-child > g, #right > g:last-child > g",
  model: ".detail > g:has(> text.token)",
  neuron: "#leftText > g",
}[view];
const ICON = "#leftText > g > rect:last-child"; // BERTviz's plus and minus
let locked = null; // the token's place in tokens()

const vis = document.getElementById("vis");
const shown = (token) => token.closest("[visibility]")?.getAttribute("visibility") !== "hidden";
const tokens = () => [...vis.querySelectorAll(TOKENS)].filter(shown);

const over = (token) => token.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
const leave = (token) =>
  (token.closest("#left, #right") ?? token).dispatchEvent(new MouseEvent("mouseleave"));

function free() {
  const token = tokens()[locked];
  locked = null;
  if (!token) return;
  token.removeAttribute("aria-pressed");
  leave(token);
}

function lock(index) {
  if (locked !== null) free();
  const token = tokens()[index];
  if (!token) return;
  locked = index;
  token.setAttribute("aria-pressed", "true");
  over(token);
}

// While a token is locked, the mouse passes over the others without a trace.
for (const type of ["mouseover", "mouseleave"]) {
  addEventListener(
    type,
    (event) => {
      if (locked !== null && event.isTrusted) event.stopImmediatePropagation();
    },
    true,
  );
}

addEventListener("click", (event) => {
  if (!vis.contains(event.target)) return;
  const token = event.target.closest(TOKENS);
  if (!token && !event.isTrusted) return; // one of our buttons at work: the locked token stays
  if (!token) return locked === null ? closeDetail(event.target) : free();
  const index = [...token.parentNode.children].indexOf(token);
  if (event.target.matches(ICON))
    lock(index); // the other half of the view is shown now
  else if (tokens().indexOf(token) === locked) free();
  else lock(tokens().indexOf(token));
});

addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    if (locked !== null) free();
    else if (view === "model" && detail()) tapThumbnail(detail());
  }
  const token = event.target.closest?.(TOKENS);
  if (!token || !["Enter", " "].includes(event.key)) return;
  event.preventDefault();
  token.dispatchEvent(new MouseEvent("click", { bubbles: true }));
});

addEventListener(
  "focusin",
  ({ target }) => locked === null && target.closest(TOKENS) && over(target),
);
addEventListener(
  "focusout",
  ({ target }) => locked === null && target.closest?.(TOKENS) && leave(target),
);

/** Make the tokens BERTviz has just drawn reachable by key, and long ones fit their column. */
function readyTokens() {
  for (const token of vis.querySelectorAll(TOKENS)) {
    token.setAttribute("tabindex", "0");
    token.setAttribute("role", "button");
    token.setAttribute("aria-label", token.textContent);
  }
  const widest = { head: 102, model: 78, neuron: 110 }[view];
  for (const text of vis.querySelectorAll("#left text, #right text, text.token")) {
    if (text.getComputedTextLength() <= widest) continue;
    text.setAttribute("textLength", widest);
    text.setAttribute("lengthAdjust", "spacingAndGlyphs");
  }
}
