"""The pictures a visitor sees before any model is there, made by the real code and kept.

`python -m attention.ui.initial_views` makes them anew; a test holds them equal to fresh ones.
"""

import json
from functools import cache
from pathlib import Path

from attention.ui.contract import DEFAULT_SENTENCE as SENTENCE

KEPT = Path(__file__).with_suffix(".json")


def initial_view(name: str) -> dict:
    """Return the kept picture `name`, "self", "cross" (as DESIGN §7) or "bertviz"."""
    return _kept()[name]


def compute_initial_views() -> dict[str, dict]:
    """Compute every first picture with the models."""
    from attention import cross_attention, self_attention
    from attention.ui.bertviz.tab import bertviz_view
    from attention.ui.encode_trace import picture

    return {
        "self": picture(self_attention(SENTENCE)),
        "cross": picture(cross_attention(SENTENCE)),
        "bertviz": bertviz_view("head", SENTENCE),
    }


@cache
def _kept() -> dict[str, dict]:
    return json.loads(KEPT.read_text("utf-8"))


if __name__ == "__main__":
    KEPT.write_text(
        json.dumps(compute_initial_views(), ensure_ascii=False, indent=1) + "\n", "utf-8"
    )
