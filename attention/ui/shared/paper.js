// Paper: while the page is printed, `html.paper` gives what is measured one fixed width, the same
// on the screen, where scripts can measure, as on paper, where they cannot.

const measures = new Set();

function turn(on) {
  if (document.documentElement.classList.contains("paper") === on) return;
  document.documentElement.classList.toggle("paper", on);
  for (const measure of measures) measure();
}

addEventListener("beforeprint", () => turn(true));
addEventListener("afterprint", () => turn(false));
matchMedia("print").addEventListener("change", ({ matches }) => turn(matches));

/** Call `measure` whenever the page turns into paper, or back.
 * @param {() => void} measure
 */
export const onPaper = (measure) => measures.add(measure);
