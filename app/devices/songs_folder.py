"""Where new songs go.

Lives: any thread (pure).
"""

from pathlib import Path

import platformdirs

from app.devices.settings import Settings


def songs_folder(settings: Settings) -> Path:
    """The folder that the user chose, else `Worktape` in their documents."""
    return Path(settings.preferences.songs_folder or Path(platformdirs.user_documents_dir()) / "Worktape")
