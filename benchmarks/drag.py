"""The basics tab: how many frames a second follow a hand that drags, on a slow phone."""

from playwright.sync_api import sync_playwright

from benchmarks import Row
from tests.bare_toy import open_toy
from tests.browser.conftest import PHONE, launched

SLOWER = 4  # times, by Chromium's own throttle
FRAMES = 180
LONGEST = 20  # milliseconds a frame, for 50 frames a second
# One new position a frame, from end to end and back; resolves to the mean time of a frame.
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
    let frame = 0, start = 0;
    const next = (now) => {
        if (!frame) start = now;
        if (frame === frames) { resolve((now - start) / frames); return; }
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
    """Drag with the processor slowed fourfold; and count the processor time that a frame takes."""
    with sync_playwright() as playwright:
        browser = launched(playwright)
        measured = [row for name in GRIPS for row in _drag(browser, name)]
        browser.close()
    return measured


def _drag(browser, name: str) -> list[Row]:
    page = open_toy(browser.new_context(viewport=PHONE, device_scale_factor=2).new_page())
    client = page.context.new_cdp_session(page)
    client.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.evaluate(DRAG, [GRIPS[name], FRAMES])  # the first drag compiles
    before = _busy(client)
    page.evaluate(DRAG, [GRIPS[name], FRAMES])
    work = 1000 * (_busy(client) - before) / FRAMES
    client.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    frame = page.evaluate(DRAG, [GRIPS[name], FRAMES])
    page.context.close()
    peer = f"peer: {LONGEST} ms, 50 frames/s"
    return [
        Row(f"frame while a {name} is dragged, CPU ÷ 4; {peer}", frame, LONGEST, "ms", 1),
        # Not stretched by whatever else runs on the machine.
        Row(f"processor time of that frame × 4, {name}; {peer}", work * SLOWER, LONGEST, "ms", 1),
    ]


def _busy(client) -> float:
    """Seconds of processor time the page's main thread has used."""
    metrics = client.send("Performance.getMetrics")["metrics"]
    return next(one["value"] for one in metrics if one["name"] == "TaskDuration")
