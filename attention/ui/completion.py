"""Questions that leave arguments out: what is missing at the end takes its default.

So scripts keep working when an endpoint gets another argument; Gradio answers 500 to a short list.
"""

import inspect
import json
from collections.abc import Callable, Iterable

from attention.ui.endpoint import endpoint_of


class Completion:
    """ASGI middleware: completes the `data` of a plain POST from the endpoint's signature."""

    def __init__(self, app, endpoints: Iterable[Callable]):
        self.app = app
        self.parameters = {
            endpoint.__name__: list(inspect.signature(endpoint).parameters.values())
            for endpoint in endpoints
        }

    async def __call__(self, scope, receive, send):
        parameters = self.parameters.get(endpoint_of(scope) or "")
        if parameters is None:
            return await self.app(scope, receive, send)
        body = completed(await _body(receive), parameters)
        headers = [pair for pair in scope["headers"] if pair[0].lower() != b"content-length"]
        headers.append((b"content-length", str(len(body)).encode()))
        unread = [{"type": "http.request", "body": body}]

        async def again():
            return unread.pop() if unread else await receive()

        await self.app({**scope, "headers": headers}, again, send)


def completed(body: bytes, parameters: list[inspect.Parameter]) -> bytes:
    """Return a JSON body whose list `data` has a value for every parameter that has a default.

    Whatever is not such a body stays as it is: Gradio says what is wrong with it.
    """
    try:
        question = json.loads(body)
    except ValueError:
        return body
    data = question.get("data") if isinstance(question, dict) else None
    if not isinstance(data, list) or len(data) >= len(parameters):
        return body
    missing = [parameter.default for parameter in parameters[len(data) :]]
    if inspect.Parameter.empty in missing:
        return body
    return json.dumps({**question, "data": data + missing}).encode()


async def _body(receive) -> bytes:
    """The whole body; its length was checked before."""
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body
