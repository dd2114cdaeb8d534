"""Records of steps, kept up to date: what was found done, what it rested on, and when that changed.

Lives: any thread (pure).
"""

from dataclasses import replace
from datetime import UTC, datetime

from app.edits.edit import Edit
from app.edits.stages import note_receipt
from app.messages import steps
from app.model.song import Song
from app.model.stage_record import RecordedGround, RecordKind, StageRecord
from app.stages.evidence import D, Found, Subject
from app.stages.progress import changed_grounds, look, record_of
from app.stages.song_subject import SONG
from app.stages.table import Step, every_step

_RECEIPTS = {  # what Undo calls them
    "write.chart": steps.PRINT_CHART,
    "write.rehearse": steps.REHEARSE,
    "mix.bounced": steps.BOUNCE,
    "mix.stems": steps.BOUNCE,
}


def make_record(
    song: Song, step_id: str, kind: RecordKind, now: datetime, who: str = "", note: str = ""
) -> StageRecord:
    """A record of a step, with what it rests on as it is now. Raises KeyError for an unknown step."""
    return _made(every_step()[step_id][0], kind, song, SONG, now, who, note)


def receipt(song: Song, step_id: str, now: datetime, note: str = "") -> Edit:
    """The edit that remembers that something was done which leaves no other trace, as a step of the history.

    Args:
        song: The song as it was when it was done.
        step_id: The step that it is evidence of; its evidence is a `receipt`.
        now: Date and time, with a time zone.
        note: How it was done, such as `with the click`.

    Raises:
        KeyError: The program does nothing of this kind.
    """
    return note_receipt(_RECEIPTS[step_id], make_record(song, step_id, "done", now, note=note))


def refreshed_song(song: Song, now: datetime) -> Song:
    """The song with its records kept up to date; the same object if they are."""
    records = refreshed(song, SONG, now)
    return song if records == song.stages.records else replace(song, stages=replace(song.stages, records=records))


def refreshed(document: D, subject: Subject[D], now: datetime) -> tuple[StageRecord, ...]:
    """The records of a document kept up to date with what it shows.

    A step that is found done gets a record, and loses it when it is no longer. A record notes when a ground was first seen
    to differ. A step that was done again since has a new record.

    Args:
        document: What is looked at.
        subject: Its kind.
        now: Goes into what is recorded now; with a time zone.
    """
    records = list(document.stages.records)
    for step, _stage in every_step().values():
        found, record = look(step, document, subject), record_of(step, document, subject)
        if record is None:
            if found is not None and found.done:
                records.append(_made(step, "done", document, subject, now))
        elif record.kind == "done" and found is not None and not found.done:
            records.remove(record)
        else:
            new = _kept(step, document, subject, record, found, now)
            if new is not record:
                records[records.index(record)] = new
    return tuple(records)


def _kept(
    step: Step, document: D, subject: Subject[D], record: StageRecord, found: Found | None, now: datetime
) -> StageRecord:
    """A record with what has changed since; a new one if the step was done again."""
    changed = changed_grounds(step, document, subject, record)
    prints = {name: subject.grounds[name].fingerprint(document) for name in (*step.rests_on, *step.renewed_by)}
    before = {ground.id: ground for ground in record.grounds}
    noted = [ground.changed for ground in changed if ground.changed]
    if changed and len(noted) == len(changed) and found is not None and found.done:
        differs = any(name in before and before[name].fingerprint != prints[name] for name in step.renewed_by)
        if differs or _is_later(found.since, noted):
            return _made(step, "done", document, subject, now)
    grounds = tuple(_ground(before.get(name), name, prints[name], name in step.renewed_by, now) for name in prints)
    return record if grounds == record.grounds else replace(record, grounds=grounds)


def _ground(before: RecordedGround | None, name: str, found: str, follows: bool, now: datetime) -> RecordedGround:
    """A ground as recorded, with the time at which it was first seen to differ; one that `follows` is always as found."""
    if before is None or follows or before.fingerprint == found:
        return RecordedGround(name, found)
    return before if before.changed else replace(before, changed=_text(now))


def _is_later(since: str, times: list[str]) -> bool:
    """True if all that shows the step came after the last of these times."""
    try:
        return bool(since) and all(datetime.fromisoformat(since) > datetime.fromisoformat(time) for time in times)
    except (ValueError, TypeError):  # of a damaged song, or without a time zone
        return False


def _made(
    step: Step, kind: RecordKind, document: D, subject: Subject[D], now: datetime, who: str = "", note: str = ""
) -> StageRecord:
    grounds = [
        RecordedGround(name, subject.grounds[name].fingerprint(document)) for name in (*step.rests_on, *step.renewed_by)
    ]
    return StageRecord(step.id, kind, who, _text(now), note, tuple(grounds))


def _text(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="seconds")
