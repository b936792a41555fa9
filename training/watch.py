"""What a model in training looks at, so that a run that falls is seen after minutes."""

from pathlib import Path

from transformers import PreTrainedModel, PreTrainedTokenizerBase

from training import grammar, treebank

SENTENCES = 200  # that are read each time


class Watch:
    """Reads a few sentences with a model in training; called, it returns figures for the log."""

    def __init__(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        texts: list[str],
        file: Path | None = None,
    ):
        """The sentences are those of the treebank in `file`, else the first of `texts`."""
        self.model, self.reader = model, grammar.Reader(tokenizer, model)
        plain = [treebank.Sentence(text, (), ()) for text in texts[:SENTENCES]]
        self.bank = treebank.read(file) if file else plain
        self.names = ("special", "entropy", "gain") if file else ("special", "entropy")

    def __call__(self) -> dict:
        """Return the weight on special tokens and the entropy by layer, and the mean gain.

        See training.grammar; the gain is there only with a treebank. The model is left as it was.
        """
        mode, attention = self.model.training, self.model.config._attn_implementation
        self.model.eval()
        self.model.set_attn_implementation("eager")
        try:
            figures = grammar.figures(grammar.read_bank(self.reader, self.bank))
        finally:
            self.model.set_attn_implementation(attention)
            self.model.train(mode)
        return {name: figures[name] for name in self.names}
