"""The stages of a song: how far each is, and what a person says of a step.

Lives: command line, main thread.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from app.cli.opening import save, song_for_editing
from app.cli.reporting import Reporter
from app.devices.settings import SettingsFile
from app.edits.edit import text_for
from app.edits.stages import choose_process, reopen_step
from app.messages import stages as messages
from app.model.song import Song
from app.model.stage_record import StageRecord
from app.problems import Refused
from app.session.stages import judgement
from app.stages.progress import StageProgress, StepProgress, stage_progress, step_progress
from app.stages.table import Process, Step, every_step, find_process, process_of, processes
from app.storage.folder import song_folder
from app.storage.song_store import read_song


def show(path: Path, as_json: bool, report: Reporter) -> None:
    """Every step with what shows that it is done or what is missing."""
    song = read_song(song_folder(path))
    if as_json:
        report(json.dumps(_as_json(song), indent=1, ensure_ascii=False))
    else:
        report(messages.follows(process_of(song.stages.process).name))
        for stage in stage_progress(song):
            for line in _lines(stage):
                report(line)


def choose(path: Path, process_name: str, report: Reporter) -> None:
    """Let a song follow another process."""
    process = process_called(process_name)
    with song_for_editing(path, "worktape stages") as opened:
        opened.history.perform(choose_process(process.id))
        if opened.history.is_modified:
            save(opened, report)
    report(messages.follows(process.name))


def judge(path: Path, step_name: str, by: str | None, note: str, kind: str, report: Reporter) -> None:
    """Confirm a step, set it aside or take that back.

    Args:
        path: The song's folder.
        step_name: Id or title of the step.
        by: Who says so; None for the name that this machine remembers.
        note: Why.
        kind: "confirm", "set aside" or "undo".
        report: What tells the result.
    """
    step = step_called(step_name)
    who = SettingsFile().settings.preferences.person if by is None else by
    who, note = text_for(StageRecord, "who", who.strip()), text_for(StageRecord, "note", note.strip())
    if kind == "set aside" and not note:
        raise Refused(messages.SET_ASIDE_NEEDS_REASON)
    with song_for_editing(path, "worktape confirm") as opened:
        if kind == "undo":
            opened.history.perform(reopen_step(step.id))
        else:
            set_aside = kind == "set aside"
            opened.history.perform(judgement(opened.song, step.id, datetime.now(UTC), who, note, set_aside=set_aside))
        if opened.history.is_modified:
            save(opened, report)
        report(_line(step_progress(opened.song, step.id)))


def process_called(name: str) -> Process:
    """The process with this name or id. Raises Refused with those there are."""
    process = find_process(name)
    if process is None:
        raise Refused(messages.no_process(name, [known.name for known in processes()]))
    return process


def step_called(name: str) -> Step:
    """The step with this id or title, in any case. Raises Refused with the ids that there are."""
    typed = name.strip().casefold()
    for step, _stage in every_step().values():
        if typed in (step.id.casefold(), step.title.casefold()):
            return step
    raise Refused(messages.no_step(name, list(every_step())))


def _lines(stage: StageProgress) -> Iterator[str]:
    yield ""
    yield f"{stage.number} {stage.name}: {stage.done} of {len(stage.steps)} done"
    for heading, steps in groupby(stage.steps, key=lambda step: step.heading):
        yield f"  {heading}"
        for step in steps:
            yield f"    {_line(step)}"


def _line(step: StepProgress) -> str:
    mark = "!" if step.stale else {"done": "x", "confirmed": "x", "set aside": "-"}.get(step.state, " ")
    said = " ".join(text for text in (step.stale, step.reason, step.note) if text)
    return f"[{mark}] {step.step.id}  {step.step.title}{f': {said}' if said else ''}"


def _as_json(song: Song) -> dict[str, Any]:
    names = {track.id: track.name for track in song.tracks}
    return {
        "process": song.stages.process,
        "stages": [
            {
                "number": stage.number,
                "name": stage.name,
                "fraction": round(stage.fraction, 4),
                "stale": stage.stale,
                "steps": [_step_as_json(step, names) for step in stage.steps],
            }
            for stage in stage_progress(song)
        ],
    }


def _step_as_json(step: StepProgress, track_names: dict[Any, str]) -> dict[str, Any]:
    return {
        "id": step.step.id,
        "title": step.step.title,
        "heading": step.heading,
        "state": step.state,
        "done": step.done,
        "fraction": round(step.fraction, 4),
        "reason": step.reason,
        "note": step.note,
        "stale": step.stale,
        "blocked": step.blocked,
        "track": track_names.get(step.track),
    }
