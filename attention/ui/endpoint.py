"""Which of the app's endpoints a plain POST asks: one stateless request, past Gradio's queue."""

import re

_PATH = re.compile(r"/gradio_api/(?:run|api)/(\w+)/?$")


def endpoint_of(scope: dict) -> str | None:
    """Return the name of the endpoint that an ASGI request asks, or None for anything else."""
    if scope["type"] != "http" or scope["method"] != "POST":
        return None
    asked = _PATH.search(scope["path"])
    return asked[1] if asked else None
