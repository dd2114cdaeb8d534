"""Files that people take for audio, and what to do with them: projects of other programs, notes, archives.

Lives: any thread (pure).
"""

from pathlib import Path

from app.messages.files import archive, copy_protected, notes_without_sound, project_of
from app.problems import encodable

PROJECTS = {
    ".als": "Ableton Live",
    ".ardour": "Ardour",
    ".aup": "Audacity",
    ".aup3": "Audacity",
    ".band": "GarageBand",
    ".bwproject": "Bitwig Studio",
    ".cpr": "Cubase",
    ".dawproject": "another program",
    ".flp": "FL Studio",
    ".logicx": "Logic Pro",
    ".ptf": "Pro Tools",
    ".ptx": "Pro Tools",
    ".reason": "Reason",
    ".rpp": "REAPER",
    ".sesx": "Adobe Audition",
    ".song": "Studio One",
}
NOTES = (".mid", ".midi", ".kar", ".musicxml", ".mxl", ".mscz", ".gp", ".gp5", ".gpx")
ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".xz", ".bz2", ".zst")
PROTECTED = (".m4p", ".aax", ".aa")


def advice_for_foreign(path: Path) -> str:
    """What to do with a file or folder that holds no audio that can be read, by its suffix; empty if nothing is known."""
    name, suffix = encodable(path.name), path.suffix.casefold()
    if suffix in PROJECTS:
        return project_of(name, PROJECTS[suffix])
    if suffix in NOTES:
        return notes_without_sound(name)
    if suffix in ARCHIVES:
        return archive(name)
    return copy_protected(name) if suffix in PROTECTED else ""
