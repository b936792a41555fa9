"""The pictures of the app: one gr.HTML component each, made from real files."""

from pathlib import Path

import gradio as gr

UI = Path(__file__).parents[1]


def view(name: str, value=None, **props) -> gr.HTML:
    """Make the view `name` of this folder, showing `value`, with `props` for its script."""
    template, style, script = (
        (UI / name / f"view.{kind}").read_text("utf-8") for kind in ("html", "css", "js")
    )
    return gr.HTML(value, html_template=template, css_template=style, js_on_load=script, **props)
