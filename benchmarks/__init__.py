"""What is measured, against what: each module here has rows(), and `make bench` prints them all."""

from typing import NamedTuple


class Row(NamedTuple):
    """One measurement: ours beside a peer's, both in `unit`, taken in one run.

    bound is the largest ratio of ours to the peer's that we mean to keep.
    """

    name: str
    ours: float
    peer: float
    unit: str
    bound: float

    @property
    def ratio(self) -> float:
        return self.ours / self.peer
