"""The Blocks: header, one loop over the tabs, footer."""

import gradio as gr

from attention.ui.basics import tab as basics
from attention.ui.bertviz import tab as bertviz
from attention.ui.compare import tab as compare
from attention.ui.contract import TABS
from attention.ui.shared.view import view
from attention.ui.shell.share_panel import homes
from attention.ui.words import say

PARTS = (basics, compare, bertviz)


def build_page() -> gr.Blocks:
    """Make the page; nothing on it needs a model until a visitor asks for a sentence."""
    with gr.Blocks(title="Attention, visually", analytics_enabled=False) as demo:
        view("shell/header", homes=homes(), apply_default_css=False, elem_id="header")
        with gr.Tabs(elem_id="tabs"):
            for name, tab in zip(TABS, PARTS, strict=True):
                with gr.Tab(say(f"{name}.tab"), id=name):
                    tab.build(demo)
        view("shell/footer", apply_default_css=False, elem_id="footer")
    return demo
