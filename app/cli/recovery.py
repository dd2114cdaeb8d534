"""Puts back what a crash left.

Lives: command line, main thread.
"""

from functools import partial
from pathlib import Path

from app.cli.descriptions import describe_takes
from app.cli.opening import save
from app.cli.reporting import Reporter
from app.edits.edit import Edit
from app.edits.takes import add_takes
from app.messages import steps
from app.messages.command_line import (
    CHANGES_RESTORED,
    NOTHING_TO_RECOVER,
    OLDER_CHANGES,
    earlier_version_is_back,
    recording_restored,
)
from app.messages.files import no_earlier_version
from app.model.song import Song
from app.problems import SongDamaged, SongProblem, as_shown
from app.song.finished_passes import describe as describe_pass
from app.song.open_song import OpenSong
from app.storage.folder import song_folder
from app.storage.recovery import find_unclaimed_passes
from app.storage.rescue import earlier_versions, restore_version


def recover(path: Path, report: Reporter) -> None:
    """Puts back what a crash left: unsaved changes first, then passes read from their bytes."""
    from audio_engine.client.process import engine_pid  # numba: 0.2 s that no other command here needs

    if engine_pid(song_folder(path).path):
        end_running_pass(path, report)
        return
    opened = _existing_or_earlier(path)
    try:
        restored = opened.unsaved is not None
        if restored:
            opened.accept_autosave(partial(_restore, opened))
        older = opened.autosaved is not None
        found, sentences = find_unclaimed_passes(
            opened.folder, opened.song, opened.passes_of_autosave if restored else ()
        )
        for result in found:
            opened.remember_passes({result.pass_id})
            opened.history.perform(add_takes(result, opened.folder.path))
        if restored or found:
            opened.save()
    finally:
        opened.close(keep_autosave=True)
    if restored:
        report(CHANGES_RESTORED)
    for result in found:
        report(recording_restored(describe_pass(result)))
    if older:
        report(OLDER_CHANGES)
    sentences = opened.put_aside + sentences
    for sentence in sentences:
        report(as_shown(sentence))
    if not restored and not found and not sentences and not older:
        report(NOTHING_TO_RECOVER)


def _restore(opened: OpenSong, song: Song) -> None:
    opened.history.perform(Edit(steps.RESTORE_UNSAVED, lambda _: song))


def _existing_or_earlier(path: Path) -> OpenSong:
    """The song; where its song.json cannot be read, the newest earlier version takes its place first."""
    program = "worktape recover"
    try:
        return OpenSong.existing(path, program)
    except SongDamaged as damaged:
        folder = song_folder(damaged.folder)
        versions = earlier_versions(folder)
        if not versions:
            raise SongProblem(no_earlier_version(str(damaged))) from None
        sentence, aside = str(damaged), restore_version(folder, versions[0])
    opened = OpenSong.existing(path, program)
    opened.put_aside.insert(0, earlier_version_is_back(sentence, versions[0].name, aside))
    return opened


def end_running_pass(path: Path, report: Reporter) -> None:
    """A recording whose program died still runs in its engine: ends it and keeps its takes."""
    from app.cli.devices import wait_until
    from app.session.session import Session

    session = Session(program="worktape recover")
    session.open_song(path)
    try:
        before = session.document.song
        session.start_engine()
        if session.passes.recording is not None:
            session.transport.stop()
            wait_until(session, lambda: session.passes.recording is None, 10.0)
        session.document.inbox.restore()
        if session.document.autosave.unsaved is not None:
            session.document.autosave.accept()
        save(session.document.opened, report)
        for line in describe_takes(before, session.document.song) or [NOTHING_TO_RECOVER]:
            report(line)
    finally:
        session.close(keep_autosave=True)
