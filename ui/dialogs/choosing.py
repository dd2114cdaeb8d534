"""Choosing what exists already. Qt's own dialog would rename and delete files too: a slip in it must not cost a take.

Lives: window, main thread.
"""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

_ONLY_LOOK = QFileDialog.Option.ReadOnly


def existing_folder(parent: QWidget, text: str, start: Path) -> Path | None:
    """None where the user thought better of it."""
    options = QFileDialog.Option.ShowDirsOnly | _ONLY_LOOK
    chosen = QFileDialog.getExistingDirectory(parent, text, str(start), options)
    return Path(chosen) if chosen else None


def existing_files(parent: QWidget, text: str, start: Path, kinds: str) -> list[Path]:
    """`kinds` as Qt writes filters; empty where the user thought better of it."""
    chosen, _kind = QFileDialog.getOpenFileNames(parent, text, str(start), kinds, "", _ONLY_LOOK)
    return [Path(name) for name in chosen]
