"""Hazards: a document that names a file, a test or a command that is not there."""

import re
from pathlib import Path

import pytest
import typer

from app.cli.main import app
from audio_engine.formats import FORMATS
from tests import file_index

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])
TOP = ("app", "audio_engine", "ui", "tests", "resources", "docs", ".ci", ".github")
COMMANDS = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def named(document: Path) -> list[str]:
    """What stands between backquotes, or is indented as something to type."""
    text = document.read_text(encoding="utf-8")
    return [*re.findall(r"`([^`\n]+)`", text), *re.findall(r"^    (.+)$", text, re.MULTILINE)]


def exists(path: str) -> bool:
    return bool(list(ROOT.glob(path))) if "*" in path else (ROOT / path).exists()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_exists(document: Path) -> None:
    text = [word.rstrip(",.;:)") for name in named(document) for word in name.split()]
    paths = [word.partition("::")[0] for word in text if word.startswith(tuple(f"{top}/" for top in TOP))]
    assert [path for path in paths if not exists(path) and not set("<>NX") & set(path)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_exists(document: Path) -> None:
    for name in named(document):
        line = name.split("#")[0].split()
        if line[:1] == ["worktape"] and len(line) > 1:
            assert line[1] in COMMANDS or line[1].startswith(("-", '"', "SONG")), name
        if line[:1] == ["make"] and len(line) > 1:
            assert line[1] in TARGETS, name
        for module in re.findall(r"-m (tests\.[\w.]+|app)\b", name):
            path = ROOT / module.replace(".", "/")
            assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file(), name


def test_the_command_line_guide_names_every_command() -> None:
    lines = [name.split() for name in named(ROOT / "docs" / "command-line.md")]
    assert COMMANDS - {line[1] for line in lines if line[0] == "worktape" and len(line) > 1} == set()


def test_the_command_line_guide_names_every_format() -> None:
    text = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    assert [kind.title for kind in FORMATS if kind.suffix not in text] == []


def test_the_recipe_names_every_context_menu() -> None:
    """A command that names a menu that nobody shows would not be seen anywhere."""
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "ui").rglob("*.py")]
    shown = {place for text in sources for place in re.findall(r"\.add_to\(\w+, \"([^\"]+)\"\)", text)}
    used = {
        place
        for text in sources
        for menus in re.findall(r"\bmenus=\(([^)]*)\)", text)
        for place in re.findall(r"\"([^\"]+)\"", menus)
    }
    assert shown and used - shown == set()
    assert shown - set(named(ROOT / "docs" / "adding.md")) == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_dotted_name_exists(document: Path) -> None:
    """`app.module.name` inside backquotes is a module of the program or something in one."""
    known = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts) for top in TOP[:3] for path in (ROOT / top).rglob("*.py")
    }
    for name in re.findall(r"`((?:app|audio_engine|ui)(?:\.\w+)+)`", document.read_text(encoding="utf-8")):
        module = next((name.rsplit(".", cut)[0] for cut in range(3) if name.rsplit(".", cut)[0] in known), None)
        assert module is not None, name
        rest = name[len(module) + 1 :]
        assert not rest or re.search(
            rf"\b{rest.split('.')[0]}\b", (ROOT / (module.replace(".", "/") + ".py")).read_text()
        )


def test_the_index_names_every_file() -> None:
    assert file_index.INDEX.read_text(encoding="utf-8") == file_index.made(), "run: python -m tests.file_index"
