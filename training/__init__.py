"""How the built-in models are made: sentence pairs in, weights, figures and model cards out."""
