"""The second tab: a sentence looks at itself, its translation looks at it."""

import gradio as gr

from attention.ui.api import ENDPOINTS, download_progress
from attention.ui.initial_views import initial_view
from attention.ui.shared.view import view


def build(demo: gr.Blocks) -> None:
    """Lay out the tab, and offer what it asks, and others may ask, over HTTP."""
    kept = {name: initial_view(name) for name in ("self", "cross")}
    view("compare", kept, apply_default_css=False, elem_id="reading")
    # Unqueued: one stateless request each.
    for function in (*ENDPOINTS, download_progress):
        gr.api(function, api_name=function.__name__, queue=False)
