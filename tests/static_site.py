"""The static edition, built once for all tests that look at it."""

from functools import cache

from attention.ui import site

ADDRESS = "https://school.example/attention/"


@cache
def built() -> dict[str, bytes]:
    """Its files, path to content."""
    return site.files(ADDRESS)
