// ▶ plays the columns of a sum in order, each for a while; who wants less motion steps by hand.

const PAUSE = 2200; // milliseconds a step stays while ▶ plays
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** ▶ shows the steps 0, 1, … in order, and Infinity, which is all of them, at the end. */
export function createPlayer(button, count, show) {
  let timer = null;
  let step = Infinity;
  const press = (on) => button.setAttribute("aria-pressed", on);
  function stop() {
    clearInterval(timer);
    timer = null;
    press(false);
  }
  function next() {
    step = step + 1 < count() ? step + 1 : Infinity;
    if (step === Infinity) stop();
    show(step);
  }
  button.addEventListener("click", () => {
    if (calm.matches) {
      step = step === Infinity ? -1 : step;
      next();
      return;
    }
    if (timer) {
      stop();
      show((step = Infinity));
      return;
    }
    press(true);
    timer = setInterval(next, PAUSE);
    show((step = 0));
  });
  return {
    stop() {
      stop();
      step = Infinity;
    },
  };
}

/** Mark the cells of `table` whose step is shown now, and those that are still to come. */
export function mark(table, step) {
  for (const { cells } of table.rows) {
    [...cells].slice(1).forEach((one, c) => {
      one.classList.toggle("later", c > step);
      one.classList.toggle("current", c === step);
    });
  }
}
