"""Choosing what exists already. Qt's own dialog would rename and delete files too: a slip in it must not cost a take.

Lives: window, main thread.
"""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.session.session import Session

_ONLY_LOOK = QFileDialog.Option.ReadOnly


def existing_folder(parent: QWidget, text: str, start: Path) -> Path | None:
    """None where the user thought better of it."""
    options = QFileDialog.Option.ShowDirsOnly | _ONLY_LOOK
    chosen = QFileDialog.getExistingDirectory(parent, text, str(start), options)
    return Path(chosen) if chosen else None


def choose_songs_folder(parent: QWidget, session: Session, start: Path) -> Path | None:
    """Ask where new songs go, beginning at `start`, and remember it; None where the user thought better of it."""
    chosen = existing_folder(parent, "Where new songs go", start)
    if chosen is not None:
        session.settings.preferences.songs_folder = str(chosen)
        session.save_settings()
    return chosen


def existing_files(parent: QWidget, text: str, start: Path, kinds: str) -> list[Path]:
    """`kinds` as Qt writes filters; empty where the user thought better of it."""
    chosen, _kind = QFileDialog.getOpenFileNames(parent, text, str(start), kinds, "", _ONLY_LOOK)
    return [Path(name) for name in chosen]
