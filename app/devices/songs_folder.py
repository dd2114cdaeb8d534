"""Where new songs go, and where the user's templates for them lie.

Lives: any thread (pure).
"""

from pathlib import Path

import platformdirs

from app.devices.settings import Settings


def songs_folder(settings: Settings) -> Path:
    """The folder that the user chose, else `Worktape` in their documents."""
    return Path(settings.preferences.songs_folder or Path(platformdirs.user_documents_dir()) / "Worktape")


def templates_folder(settings: Settings) -> Path:
    """The folder with the user's own templates, each a song folder."""
    return songs_folder(settings) / "Templates"
