"""How many questions that run a model are answered at once: the one bound there is.

Gradio's own limit binds only what waits in its queue. Here a question waits without holding a
thread, and past the room there is, it is told when to come again.
"""

import asyncio
from collections.abc import Collection

from starlette.responses import PlainTextResponse

from attention.ui.endpoint import endpoint_of

AT_ONCE = 2  # a model pass fills a core
WAITING = 64
RETRY_AFTER = 3  # seconds


class Admission:
    """ASGI middleware: of the endpoints named, so many run, so many wait, the others get 503."""

    def __init__(
        self,
        app,
        endpoints: Collection[str],
        at_once: int = AT_ONCE,
        waiting: int = WAITING,
        retry_after: int = RETRY_AFTER,
    ):
        self.app, self.endpoints = app, frozenset(endpoints)
        self.running = asyncio.Semaphore(at_once)
        self.room = at_once + waiting
        self.inside = 0
        self.retry_after = retry_after

    async def __call__(self, scope, receive, send):
        if endpoint_of(scope) not in self.endpoints:
            return await self.app(scope, receive, send)
        if self.inside >= self.room:
            headers = {"retry-after": str(self.retry_after)}
            refused = PlainTextResponse("Many are asking. Try again soon.", 503, headers)
            return await refused(scope, receive, send)
        self.inside += 1
        try:
            async with self.running:
                await self.app(scope, receive, send)
        finally:
            self.inside -= 1
