"""Asks the program that has the song open to keep what was just played.

Lives: command line, main thread.
"""

from pathlib import Path

from app.cli.reporting import Reporter
from app.messages.command_line import nobody_remembers
from app.problems import Refused
from app.storage.folder import song_folder
from audio_engine.client.retrospective import request_retrospective


def keep(path: Path, tracks: list[str], report: Reporter) -> None:
    """Ask the window (or `worktape record`) that has the song open to keep what was just played.

    Only its engine remembers that, and the take becomes a step of its history.
    """
    folder = song_folder(path).path.resolve()
    answer = request_retrospective(str(folder), tuple(tracks))
    if answer is None:
        raise Refused(nobody_remembers(folder.name))
    if not answer.done:
        raise Refused(answer.sentence)
    report(answer.sentence)
