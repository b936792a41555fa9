"""The learning rate over time: warm up, stay, then fall to nothing."""


def rate(step: int, steps: int, warmup: int = 300, decay: float = 0.3) -> float:
    """Return the share of the peak rate at `step`: a ramp, a plateau, a straight line to 0.

    The plateau does not depend on `steps`: a run stopped there can be resumed with another length
    (warmup-stable-decay, Hu et al. 2024, MiniCPM).
    """
    rising = min(1.0, (step + 1) / warmup)
    falling = max(0.0, (steps - step) / max(1.0, decay * steps))
    return min(rising, falling)
