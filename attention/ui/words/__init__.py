"""Every word on the page, in English and Japanese."""

import json
from pathlib import Path

import gradio as gr

LANGUAGES = ("en", "ja")
WORDS = {
    language: json.loads(Path(__file__).with_name(f"{language}.json").read_text("utf-8"))
    for language in LANGUAGES
}
i18n = gr.I18n(**WORDS)


def say(key: str):
    """Name the words under `key`, which Gradio shows in the browser's language."""
    return i18n(key)
