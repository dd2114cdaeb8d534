"""Writes docs/files.md: what every file of the program is for, as the first line of its docstring says.

Run as `python -m tests.file_index` after a file was added, renamed or given another first line.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
INDEX = ROOT / "docs" / "files.md"
PACKAGES = ("app", "audio_engine", "ui")
HEAD = """# Every file, and what it is for

Made from the first lines of the files' docstrings by `python -m tests.file_index`; a test compares them. How they depend on
each other, and the journeys of a fader and of a take, are in [architecture.md](architecture.md).
"""


def made() -> str:
    """The text of docs/files.md as it should be."""
    return "\n".join([HEAD.rstrip(), *_sections()]) + "\n"


def _sections() -> Iterator[str]:
    for package in PACKAGES:
        folders = sorted({path.parent for path in (ROOT / package).rglob("*.py")})
        for folder in folders:
            yield f"\n## {folder.relative_to(ROOT)}\n"
            for path in sorted(folder.glob("*.py")):
                summary = _summary(path)
                if summary:
                    yield f"- `{path.name}`: {summary}"


def _summary(path: Path) -> str:
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(text.split("\n\n")[0].split())


if __name__ == "__main__":
    INDEX.write_text(made(), encoding="utf-8")
    sys.stdout.write(f"{INDEX} has {made().count(chr(10))} lines.\n")
