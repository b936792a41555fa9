"""Words of closed classes: articles, pronouns, prepositions, particles; short lists, no parser."""

import json
from pathlib import Path

CLOSED_CLASSES = frozenset(json.loads(Path(__file__).with_suffix(".json").read_text("utf-8")))
