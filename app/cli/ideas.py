"""Ideas from the command line: recorded at once, imported, listed.

Lives: command line, main thread.
"""

import contextlib
import json
import os
import select
import sys
from pathlib import Path

import msgspec

from app.cli import interrupt
from app.cli.devices import DeviceOptions, open_device, wait_until
from app.cli.reporting import Reporter
from app.devices.settings import SettingsFile
from app.ideas.folder import IdeasFolder
from app.ideas.importing import IdeaImport
from app.ideas.settings import ideas_folder
from app.messages.command_line import BAD_SECONDS, NOTHING_RECORDED, RECORDING_UNFINISHED, not_an_input
from app.messages.ideas import NO_IDEAS, idea_kept, recording_idea, still_recorded
from app.problems import Refused
from app.session.session import Session
from app.text.values import format_clock, parse_channels
from app.units import DAY_S

FINISH_TIMEOUT_S = 20.0


def record(seconds: float | None, name: str, inputs: str, options: DeviceOptions, report: Reporter) -> None:
    """Record until Enter, Ctrl+C or for `seconds`; the idea is kept in each case."""
    if seconds is not None and not 0 < seconds <= DAY_S:
        raise Refused(BAD_SECONDS)
    channels = parse_channels(inputs) if inputs else ()
    if channels is None or (inputs and not 1 <= len(channels) <= 2) or 0 in channels:
        raise Refused(not_an_input(inputs))
    _tell_recording(IdeasFolder(ideas_folder(SettingsFile().settings)), report)
    session = Session(settings=SettingsFile(), program="worktape idea")
    if channels:
        session.settings.preferences.idea_inputs = tuple(channels)  # of this recording: nothing saves it
    try:
        open_device(session, options)
        session.ideas.allow_virtual = session.recorder.allow_virtual
        session.ideas.ends_with_program = True
        session.ideas.start(name)
        if not wait_until(session, lambda: session.ideas.phase != "requested", FINISH_TIMEOUT_S):
            raise Refused(RECORDING_UNFINISHED)
        if session.ideas.phase == "recording":
            report(recording_idea(seconds))
        _run(session, seconds, report)
        if session.ideas.last is None:
            told = [notice.sentence for notice in session.board.notices if notice.kind != "info"]
            raise Refused(" ".join(told) or NOTHING_RECORDED)
        report(idea_kept(session.ideas.last.name, session.ideas.last.seconds))
        report(str(session.ideas.folder.audio_path(session.ideas.last.id)))
    finally:
        session.close()


def _run(session: Session, seconds: float | None, report: Reporter) -> None:
    rate_hz = session.devices.device.rate_hz if session.devices.device is not None else 48000
    first = session.transport.clock.engine_frame  # time of the device: a virtual one may run faster

    def is_over() -> bool:
        passed = seconds is not None and session.transport.clock.engine_frame - first >= seconds * rate_hz
        return passed or session.ideas.phase == "idle" or _enter_pressed()

    try:
        wait_until(session, is_over, DAY_S)
    except interrupt.Interrupted:
        interrupt.forget()
        with contextlib.suppress(OSError):  # the terminal may have been closed
            report("Stopping.")
    session.ideas.stop()
    if not wait_until(session, lambda: session.ideas.phase == "idle", FINISH_TIMEOUT_S):
        raise Refused(RECORDING_UNFINISHED)


def _enter_pressed() -> bool:
    """Whether a line was typed; without a terminal nobody types."""
    if not sys.stdin or not sys.stdin.isatty():
        return False
    if os.name == "nt":
        import msvcrt

        return bool(msvcrt.kbhit() and msvcrt.getwch() in "\r\n")  # type: ignore[attr-defined,unused-ignore]
    return bool(select.select([sys.stdin], [], [], 0)[0] and sys.stdin.readline())


def add(files: list[Path], report: Reporter) -> None:
    """Copy audio files into the ideas folder; Ctrl+C leaves out the rest."""
    task = IdeaImport(IdeasFolder(ideas_folder(SettingsFile().settings)), files)
    interrupt.run(task)
    for idea in task.ideas:
        report(idea_kept(idea.name, idea.seconds))
    for note in task.notes:
        report(note)
    if task.problems:
        raise Refused(" ".join(task.problems))


def show(as_json: bool, report: Reporter) -> None:
    """List the ideas, newest first."""
    folder = IdeasFolder(ideas_folder(SettingsFile().settings))
    folder.recover()
    ideas = folder.all()
    if as_json:
        report(json.dumps([{**msgspec.to_builtins(idea), "file": str(folder.audio_path(idea.id))} for idea in ideas]))
        return
    for idea in ideas:
        stars = "*" * idea.rating
        name = " ".join(idea.name.split())  # on one line
        report(f"{idea.when:%Y-%m-%d %H:%M}  {format_clock(idea.seconds)}  {stars:5}  {name}")
    if not _tell_recording(folder, report) and not ideas:
        report(NO_IDEAS)


def _tell_recording(folder: IdeasFolder, report: Reporter) -> bool:
    """Say what is being recorded, and by whom; whether anything is."""
    found = folder.recording()
    for request in found:
        report(still_recorded([" ".join(file.name.split()) for file in request.files], request.program))
    return bool(found)
