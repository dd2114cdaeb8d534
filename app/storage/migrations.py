"""Older schema versions brought up to the present one, one step at a time.

Lives: any thread (pure).
"""

from collections.abc import Callable
from typing import Any

CURRENT_VERSION = 1

STEPS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}  # version -> what makes the next one of it


def migrate(document: dict[str, Any], version: int) -> dict[str, Any]:
    """The document at CURRENT_VERSION; the one given stays as it is."""
    for step in range(version, CURRENT_VERSION):
        document = STEPS[step](document)
    return document
