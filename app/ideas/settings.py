"""Where ideas go on this machine.

Lives: any thread (pure).
"""

from pathlib import Path

import platformdirs

from app.devices.settings import Settings


def ideas_folder(settings: Settings) -> Path:
    """The folder that the user chose, else `Worktape/Ideas` in their music."""
    return Path(settings.preferences.ideas_folder or Path(platformdirs.user_music_dir()) / "Worktape" / "Ideas")
