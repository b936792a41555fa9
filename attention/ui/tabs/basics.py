"""The first tab: six words whose attention can be felt."""

import gradio as gr

from attention import toy
from attention.ui.views import view


def toy_attention(
    query: list[list[float]],
    key: list[list[float]],
    value: list[list[float]],
    similarity: str = "scaled dot",
    causal: bool = False,
) -> dict[str, list]:
    """Compute attention in Python for at most eight words; see attention.toy.toy_attention."""
    try:
        return toy.toy_attention(query, key, value, similarity, causal)
    except ValueError as error:
        raise gr.Error(str(error), print_exception=False) from error


def build(demo: gr.Blocks) -> None:
    """Lay out the tab, and offer its sum as `/toy_attention`."""
    # Unqueued: one request a release. The view asks this endpoint as anybody else does.
    gr.api(toy_attention, api_name="toy_attention", queue=False)
    view("toy", toy.world(), elem_id="toy", apply_default_css=False)
