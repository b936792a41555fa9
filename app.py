"""Attention, visually: launches the page."""

import os
from urllib.request import urlopen

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

from attention.ui.page import build_page
from attention.ui.server import UI, app_kwargs
from attention.ui.shell.theme import theme
from attention.ui.words import i18n

demo = build_page().queue(max_size=128)

if __name__ == "__main__":
    demo.launch(
        theme=theme,
        css_paths=UI / "shell" / "style.css",
        i18n=i18n,
        app_kwargs=app_kwargs(),
        footer_links=[],
        favicon_path=UI / "shell" / "icon.png",
        pwa=True,
        ssr_mode=False,
        run_history=False,
        show_error=True,
        prevent_thread_lock=True,
    )
    # A Gradio whose page ours no longer fits into ends here, not before a visitor.
    urlopen(demo.local_url).close()
    # The page answers now; torch takes its seconds while the first visitor looks at it.
    from attention.ui.initial_views import compute_initial_views

    compute_initial_views()
    demo.block_thread()
