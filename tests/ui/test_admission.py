"""Two questions run, some wait without a thread, and the others are told to come again."""

import asyncio

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from attention.ui.admission import Admission
from tests.own_thread import run


class Slow:
    """An app whose endpoint answers when it is let; it counts how many run at once."""

    def __init__(self):
        self.running = self.most = 0
        self.go = asyncio.Event()

    async def answer(self, request):
        self.running += 1
        self.most = max(self.most, self.running)
        await self.go.wait()
        self.running -= 1
        return PlainTextResponse("answer")


async def asked(path: str, count: int) -> tuple[Slow, list[httpx.Response]]:
    slow = Slow()
    routes = [Route("/{path:path}", slow.answer, methods=["POST"])]
    app = Admission(Starlette(routes=routes), ["self_attention"], at_once=2, waiting=3)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        tasks = [asyncio.create_task(client.post(path)) for _ in range(count)]
        while slow.running < min(2, count) or app.inside < min(5, count):
            await asyncio.sleep(0)
            if all(task.done() or slow.running for task in tasks) and path == "/other":
                break
        slow.go.set()
        return slow, await asyncio.gather(*tasks)


@pytest.mark.parametrize(
    "path", ["/gradio_api/run/self_attention", "/x/gradio_api/api/self_attention/"]
)
def test_two_run_three_wait_and_the_others_get_503(path):
    slow, answers = run(asked(path, 8))
    assert slow.most == 2
    statuses = [answer.status_code for answer in answers]
    assert sorted(statuses) == [200] * 5 + [503] * 3
    assert all(a.headers["retry-after"].isdigit() for a in answers if a.status_code == 503)


def test_room_is_given_back():
    async def twice():
        await asked("/gradio_api/run/self_attention", 8)
        return await asked("/gradio_api/run/self_attention", 5)

    _, answers = run(twice())
    assert [answer.status_code for answer in answers] == [200] * 5


def test_what_runs_no_model_is_not_bound():
    slow, answers = run(asked("/other", 8))
    assert slow.most == 8
    assert {answer.status_code for answer in answers} == {200}
