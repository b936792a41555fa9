"""Where the page is at home, and the QR code of a link to it."""

import os
from io import BytesIO

import segno
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from attention.ui.contract import MAX_LINK_BYTES


def homes() -> dict[str, str]:
    """Return the addresses a Space gives itself, or "" for each elsewhere.

    page is the Space's page, which is only named; host is the direct host, to which links, codes
    and frames lead: a lecture hall behind one address soon reaches the Hub's limit for pages.
    """
    space, host = os.environ.get("SPACE_ID", ""), os.environ.get("SPACE_HOST", "")
    return {
        "page": f"https://huggingface.co/spaces/{space}" if space else "",
        "host": f"https://{host}/" if host else "",
    }


async def qr(request: Request) -> Response:
    """Answer with the QR code, as SVG, of the link to this page with the request's query.

    Codes are made of this app's links alone. 414 when the link is longer than 600 bytes.
    """
    home = homes()["host"] or str(request.url.replace(path=request.url.path[:-6], query=""))
    query = request.url.query
    link = f"{home}?{query}" if query else home
    if len(link.encode()) > MAX_LINK_BYTES:
        return PlainTextResponse("This link is too long for a QR code.", 414)
    drawn = BytesIO()
    code = segno.make(link, error="m", micro=False)
    code.save(drawn, kind="svg", scale=8, border=3, light="#fff")
    return Response(drawn.getvalue(), media_type="image/svg+xml")
