"""The basics tab's view on an empty page: the real files, the real sum, no server."""

import json

from attention import toy
from attention.ui.basics.tab import toy_attention
from tests.bare import ORIGIN, UI, serve

ENDPOINT = "gradio_api/run/toy_attention"
PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>toy</title>
<link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1">
<script type="application/json" id="words">{words}</script>
<link rel="stylesheet" href="shell/style.css"><link rel="stylesheet" href="attention_view/view.css">
<link rel="stylesheet" href="basics/view.css"></head>
<body style="margin: 0; background: var(--paper); font-family: sans-serif">
<main style="padding: 0 12px">{view}</main>
<script type="module">
import {{ mount }} from "./basics/main.js";
const value = await (await fetch("world.json")).json();
await mount({{ element: document.querySelector("main"), props: {{ value }} }});
</script></body></html>"""


def open_toy(page, query: str = "", language: str = "en"):
    """Show the view on `page` as the link `query` asks for; its endpoint is answered in Python."""
    words = (UI / f"words/{language}.json").read_text("utf-8").replace("<", r"\u003c")
    view = (UI / "basics/view.html").read_text("utf-8")
    index = PAGE.format(language=language, words=words, view=view)
    serve(page, {"": index, "world.json": json.dumps(toy.world())})

    def compute(route):
        data = json.loads(route.request.post_data)["data"]
        route.fulfill(json={"data": [toy_attention(*data)]})

    page.route(f"{ORIGIN}{ENDPOINT}", compute)
    page.goto(ORIGIN + query)
    page.locator(".toy li").last.wait_for(state="attached")
    return page
