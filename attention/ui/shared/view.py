"""The pictures of the app: one gr.HTML component each, made from real files."""

from pathlib import Path

import gradio as gr

UI = Path(__file__).parents[1]


def view(name: str, value=None, **props) -> gr.HTML:
    """Make the view `name` of this folder, showing `value`, with `props` for its script."""
    template, script = ((UI / name / f"view.{kind}").read_text("utf-8") for kind in ("html", "js"))
    styles = sorted((UI / name).glob("*.css"), key=lambda path: (path.stem != "view", path.stem))
    style = "\n".join(path.read_text("utf-8") for path in styles)
    return gr.HTML(value, html_template=template, css_template=style, js_on_load=script, **props)
