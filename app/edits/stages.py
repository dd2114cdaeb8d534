"""Records of the steps of the stages, and the process that a song follows.

Lives: any thread (pure).
"""

from dataclasses import replace

from app.edits.edit import Edit
from app.messages import steps
from app.model.song import Song
from app.model.stage_record import StageRecord

MOST_OF_A_STEP = 50  # records of things that happen again and again, such as bounces


def judge_step(record: StageRecord) -> Edit:
    """Confirm a step or set it aside, in place of what was recorded of it."""
    label = steps.CONFIRM_STEP if record.kind == "confirmed" else steps.SET_STEP_ASIDE
    return Edit(label, lambda song: _with_records(song, (*_of_others(song, record.step), record)))


def reopen_step(step_id: str) -> Edit:
    """Forget that a step was confirmed or set aside."""

    def apply(song: Song) -> Song:
        rest = tuple(r for r in song.stages.records if r.step != step_id or r.kind == "done")
        return _with_records(song, rest)

    return Edit(steps.REOPEN_STEP, apply)


def note_receipt(label: str, record: StageRecord) -> Edit:
    """Remember something that was done, such as a bounce; the same thing once a day. `label`: for Undo."""

    def apply(song: Song) -> Song:
        before = [r for r in song.stages.records if r.step == record.step and r.kind == "done"]
        same = [r for r in before if replace(r, when="") == replace(record, when="")]
        if any(r.when[:10] == record.when[:10] for r in same):
            return song
        others = [r for r in before if r not in same][1 - MOST_OF_A_STEP :]
        return _with_records(song, (*_of_others(song, record.step), *others, record))

    return Edit(label, apply)


def choose_process(process_id: str) -> Edit:
    """Follow another process. Nothing that was recorded is lost: the same step has the same id in all of them."""

    def apply(song: Song) -> Song:
        new = replace(song.stages, process=process_id)
        return song if new == song.stages else replace(song, stages=new)

    return Edit(steps.CHOOSE_PROCESS, apply)


def _of_others(song: Song, step_id: str) -> tuple[StageRecord, ...]:
    return tuple(record for record in song.stages.records if record.step != step_id)


def _with_records(song: Song, records: tuple[StageRecord, ...]) -> Song:
    return song if records == song.stages.records else replace(song, stages=replace(song.stages, records=records))
