"""The files a BERTviz document names, served from the packages that bring them."""

from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from attention.bertviz.page import library

KINDS = {".css": "text/css", ".json": "application/json"}


def library_file(request: Request) -> Response:
    """Answer with one library file; a browser that has it already is told so."""
    try:
        text = library(request.path_params["name"]).encode()
    except KeyError:
        return Response(status_code=404)
    tag = f'"{sha256(text).hexdigest()[:16]}"'
    headers = {"etag": tag, "cache-control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    kind = KINDS.get(Path(request.path_params["name"]).suffix, "text/javascript")
    return Response(text, media_type=kind, headers=headers)


ROUTE = Route("/libraries/{name}", library_file)
