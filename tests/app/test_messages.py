"""Hazards: a sentence that nobody says any more; one that is no sentence."""

import ast
import importlib
import inspect
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
AREAS = sorted(file.stem for file in (ROOT / "app" / "messages").glob("*.py") if file.stem != "__init__")


def said_in(area: str) -> dict[str, object]:
    module = importlib.import_module(f"app.messages.{area}")
    mine = {node.id for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.Name)}
    return {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_")
        and ((isinstance(value, str) and name in mine) or getattr(value, "__module__", "") == module.__name__)
    }


@cache
def files_with_messages() -> list[tuple[str, list[ast.AST]]]:
    """Text and nodes of each file of the program that says something."""
    texts = [file.read_text(encoding="utf-8") for package in ("app", "ui") for file in (ROOT / package).rglob("*.py")]
    return [(text, list(ast.walk(ast.parse(text)))) for text in texts if "app.messages" in text]


def imported_from(area: str) -> set[str]:
    """Names that any file of the program takes from an area, by name or from the module as `messages`."""
    names: set[str] = set()
    for text, nodes in files_with_messages():
        as_module = f"from app.messages import {area} as messages" in text
        for node in nodes:
            if isinstance(node, ast.ImportFrom) and node.module == f"app.messages.{area}":
                names |= {name.name for name in node.names}
            elif as_module and isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "messages":
                names.add(node.attr)
    return names


@pytest.mark.parametrize("area", AREAS)
def test_every_message_is_said(area: str) -> None:
    helpers = {"reason"}  # used by the messages beside it
    assert {name for name in said_in(area) if name not in helpers} - imported_from(area) == set()


@pytest.mark.parametrize("area", AREAS)
def test_every_constant_is_a_sentence(area: str) -> None:
    for name, text in said_in(area).items():
        if isinstance(text, str):
            assert text[0].isupper() or text.startswith("--"), name
            assert text.endswith((".", "?")) and "  " not in text and len(text) <= 160, name
