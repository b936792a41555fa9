"""Every tab as a visitor sees it: python -m tests.browser.screenshots [folder].

Tabs × widths × themes × languages, whole pages, into a folder that git ignores.
"""

import sys
from itertools import product
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import TABS, launched, running

SIZES = {320: 640, 390: 844, 820: 1180, 1280: 900}


def main(folder: Path):
    folder.mkdir(exist_ok=True)
    with running() as address, sync_playwright() as playwright:
        browser = launched(playwright)
        for width, theme, language in product(SIZES, ("light", "dark"), ("en", "ja")):
            context = browser.new_context(
                viewport={"width": width, "height": SIZES[width]},
                has_touch=width < 1000,
                color_scheme=theme,
            )
            page = context.new_page()
            for tab, shown in TABS.items():
                page.goto(f"{address}?tab={tab}&lang={language}&__theme={theme}")
                page.locator(shown).first.wait_for(timeout=60_000)
                page.wait_for_load_state("networkidle")
                # Chromium takes a picture of the whole page before a frame in it has its new size.
                height = page.evaluate("document.documentElement.scrollHeight")
                page.set_viewport_size({"width": width, "height": height})
                page.wait_for_function("innerHeight === " + str(height))
                page.wait_for_load_state("networkidle")
                page.screenshot(path=folder / f"{tab}-{width}-{theme}-{language}.png")
                page.set_viewport_size({"width": width, "height": SIZES[width]})
            context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots"))
