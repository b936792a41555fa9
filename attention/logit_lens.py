"""What a model would say after each of its layers."""

import torch
from torch import Tensor

from attention.looks import Blocked
from attention.models import CATALOGUE, DEFAULT_BERT, Loaded, get
from attention.question import read
from attention.trace import Candidates, check_place

GUESSES = 3


def layer_guesses(
    text: str,
    token: int,
    model: str = DEFAULT_BERT,
    other: str | None = None,
    hidden: int | None = None,
    blocked: Blocked = (),
) -> tuple[Candidates, ...]:
    """Return the three likeliest words for row `token` after the embeddings and after every layer.

    They are what the model's own output layer makes of that layer's vector, which only the last
    layer was trained for (nostalgebraist 2020, "interpreting GPT: the logit lens"). For a
    translator the layers are the decoder's, and a word is the one that comes next. other, hidden
    and blocked are as in question.read. Raises ValueError as that does, and for a token that is
    not there.
    """
    trace = read(text, other, model, hidden, blocked)
    check_place("token", token, len(trace.maps[-1].rows))
    loaded = get(CATALOGUE[trace.model])
    states = trace.hidden["decoder" if loaded.entry.target else "self"]
    with torch.no_grad(), torch.autocast("cpu", enabled=False):
        chances = output_layer(loaded, torch.tensor(states[:, token])).softmax(-1)
    likeliest = chances.topk(GUESSES)
    name = loaded.tokenizer.convert_ids_to_tokens
    return tuple(
        tuple(zip(name(ids.tolist()), probabilities.tolist(), strict=True))
        for ids, probabilities in zip(likeliest.indices, likeliest.values, strict=True)
    )


def output_layer(loaded: Loaded, vectors: Tensor) -> Tensor:
    """Return the logits (n, vocabulary) that a model's output layer gives for vectors (n, d)."""
    network = loaded.network
    if loaded.entry.target:
        logits: Tensor = network.lm_head(vectors) + network.final_logits_bias
        logits[:, loaded.tokenizer.pad_token_id] = -torch.inf  # never written
    elif hasattr(network, "cls"):
        logits = network.cls(vectors)
    else:  # DistilBERT
        transformed = network.activation(network.vocab_transform(vectors))
        logits = network.vocab_projector(network.vocab_layer_norm(transformed))
    return logits
