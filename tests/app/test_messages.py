"""Hazards: a sentence that nobody says any more; one that is no sentence."""

import ast
import importlib
import inspect
from functools import cache
from pathlib import Path

import pytest

from app.messages import steps

ROOT = Path(__file__).parents[2]
STEP_MAKERS = {"Edit", "combine", "protected_edit", "begin_gesture"}  # with the step's name as their first argument
VERB_FIRST = ("label_for(", "steps.of_clips(", "steps.of(")  # `Move`, of clips or a range
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
        module = "messages" if f"from app.messages import {area} as messages" in text else area
        for node in nodes:
            if isinstance(node, ast.ImportFrom) and node.module == f"app.messages.{area}":
                names |= {name.name for name in node.names}
            elif isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == module:
                names.add(node.attr)
    return names


@pytest.mark.parametrize("area", AREAS)
def test_every_message_is_said(area: str) -> None:
    helpers = {"reason"}  # used by the messages beside it
    assert {name for name in said_in(area) if name not in helpers} - imported_from(area) == set()


@pytest.mark.parametrize("area", sorted({*AREAS} - {"steps"}))
def test_every_constant_is_a_sentence(area: str) -> None:
    for name, text in said_in(area).items():
        if isinstance(text, str):
            assert text[0].isupper() or text.startswith("--"), name
            assert text.endswith((".", "?")) and "  " not in text and len(text) <= 160, name


def test_every_step_is_named_as_an_imperative_of_few_words() -> None:
    names = {name: text for name, text in said_in("steps").items() if isinstance(text, str)}
    assert len(names) > 90 and len(set(names.values())) == len(names), "two steps of one name"
    for name, text in names.items():
        assert text[0].isupper() and not text.endswith(".") and len(text.split()) <= 6, name
        assert name == name.upper()
    assert [steps.of_clips("Move", n) for n in (1, 3)] == ["Move clip", "Move 3 clips"]
    assert [steps.automate(value) for value in ("Low gain", "EQ on")] == ["Automate low gain", "Automate EQ on"]


def labels(file: Path) -> list[str]:
    """What a file names a step of the history itself, in quotes."""
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and ast.unparse(node.func).split(".")[-1] in STEP_MAKERS:
            found += [
                part.value
                for part in ast.walk(node.args[0])
                if not any(made in ast.unparse(node.args[0]) for made in VERB_FIRST)
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value[:1].isupper()
            ]
    return found


def test_no_step_is_named_but_in_steps() -> None:
    files = [*(ROOT / "app").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]
    assert {file.name: labels(file) for file in files if labels(file)} == {}
