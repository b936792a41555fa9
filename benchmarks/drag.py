"""The basics tab: how many frames a second follow a hand that drags, on a slow phone."""

from playwright.sync_api import sync_playwright

from benchmarks import Row
from tests.bare_toy import open_toy
from tests.browser.conftest import PHONE, launched

SLOWER = 4  # times, by Chromium's own throttle
FRAMES = 180
LONGEST = 20  # milliseconds a frame, for 50 frames a second
FOLLOWS = 200  # milliseconds until the numbers have followed
# One new position a frame, from end to end and back; resolves to the mean times, in milliseconds,
# of a frame and from one drawing of the numbers to the next.
DRAG = """([selector, frames]) => new Promise((resolve) => {
    const grip = document.querySelector(selector);
    grip.scrollIntoView({ block: "center" });
    const field = grip.closest(".field");
    const box = (field ?? grip).getBoundingClientRect();
    const point = (kind, x, y, target) => target.dispatchEvent(new PointerEvent(kind,
        { bubbles: true, cancelable: true, pointerId: 1, button: 0, clientX: x, clientY: y }));
    const move = (part) => {
        if (field) point("pointermove", box.x + box.width * part, box.y + box.height * part, field);
        else {
            grip.value = Number(grip.min) + part * (grip.max - grip.min);
            grip.dispatchEvent(new InputEvent("input", { bubbles: true }));
        }
    };
    if (field) {
        field.setPointerCapture = () => {};  // there is no real pointer to capture
        const tip = grip.getBoundingClientRect();
        point("pointerdown", tip.x + tip.width / 2, tip.y + tip.height / 2, grip);
    }
    let frame = 0, start = 0, drawn = 0, numbers = "";
    const next = (now) => {
        if (!frame) start = now;
        const shown = [...document.querySelectorAll(".toy .star .token")]
            .map(({ dataset }) => dataset.weight).join();
        if (shown !== numbers) drawn += 1;
        numbers = shown;
        if (frame === frames) {
            resolve([frames, drawn].map((count) => (now - start) / count));
            return;
        }
        move(Math.abs(1 - 2 * ((frame++ / 60) % 1)));
        requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
})"""
GRIPS = {
    "slider": '.toy input[data-role="query"]',
    "arrow": ".toy .tip.key:nth-of-type(3)",
}


def rows() -> list[Row]:
    """Drag with the processor slowed fourfold."""
    with sync_playwright() as playwright:
        browser = launched(playwright)
        measured = [row for name in GRIPS for row in _drag(browser, name)]
        browser.close()
    return measured


def _drag(browser, name: str) -> list[Row]:
    page = open_toy(browser.new_context(viewport=PHONE, device_scale_factor=2).new_page())
    client = page.context.new_cdp_session(page)
    page.evaluate(DRAG, [GRIPS[name], FRAMES])  # the first drag compiles
    client.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    frame, numbers = page.evaluate(DRAG, [GRIPS[name], FRAMES])
    page.context.close()
    given = f"{name} dragged, CPU ÷ {SLOWER}"
    return [
        Row(f"{given}: a frame; peer: 50 frames/s", frame, LONGEST, "ms", 1),
        Row(f"{given}: the numbers follow; peer: 5 a second", numbers, FOLLOWS, "ms", 1),
    ]
