"""Every word on the page, in English and Japanese."""

import json
from pathlib import Path

import gradio as gr

LANGUAGES = ("en", "ja")
WORDS = {
    language: json.loads(Path(__file__).with_name(f"{language}.json").read_text("utf-8"))
    for language in LANGUAGES
}
i18n = gr.I18n(**{language: {} for language in LANGUAGES})


def say(key: str):
    """Name the words under `key`, which Gradio shows in the browser's language.

    Only words named so are sent with the page; the views fetch theirs. Raises KeyError.
    """
    name = key.replace(".", "_")  # Gradio would read a dot as a level of nesting
    for language in LANGUAGES:
        i18n.translations[language][name] = WORDS[language][key]
    return i18n(name)
