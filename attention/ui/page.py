"""The Blocks: header, one loop over TABS, footer."""

import gradio as gr

from attention.ui.share import homes
from attention.ui.tabs import basics, bertviz, self_vs_cross
from attention.ui.views import view
from attention.ui.words import say

TABS = {"basics": basics, "self-vs-cross": self_vs_cross, "bertviz": bertviz}


def build_page() -> gr.Blocks:
    """Make the page; nothing on it needs a model until a visitor asks for a sentence."""
    with gr.Blocks(title="Attention, visually", analytics_enabled=False) as demo:
        view("header", homes=homes(), apply_default_css=False, elem_id="header")
        with gr.Tabs(elem_id="tabs"):
            for name, tab in TABS.items():
                with gr.Tab(say(f"{name}.tab"), id=name):
                    tab.build(demo)
        view("footer", apply_default_css=False, elem_id="footer")
    return demo
