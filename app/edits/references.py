"""References: records that this one is held against.

Lives: any thread (pure).
"""

from dataclasses import replace

from app.edits import records
from app.edits.edit import Edit, clean_name
from app.messages import steps
from app.messages.rehearsing import reference_too_short
from app.model.ids import ReferenceId
from app.model.reference import Reference
from app.model.song import Song
from app.problems import EditRefused


def add_reference(reference: Reference) -> Edit:
    """Add a reference whose file lies in the song's folder."""
    fitting = replace(reference, title=clean_name(reference.title, "reference"))
    return Edit(steps.ADD_REFERENCE, lambda song: _with(song, (*song.brief.references, fitting)))


def rename_reference(reference_id: ReferenceId, title: str) -> Edit:
    """Set its title."""
    return _changed(steps.RENAME_REFERENCE, reference_id, title=clean_name(title, "reference"))


def describe_reference(reference_id: ReferenceId, listen_for: str) -> Edit:
    """Say what to listen for."""
    return _changed(steps.DESCRIBE_REFERENCE, reference_id, listen_for=listen_for)


def start_reference(reference_id: ReferenceId, start_frame: int) -> Edit:
    """Set where in its file one listens from. Refuses a place that it does not have."""

    def apply(song: Song) -> Song:
        found = records.find(song.brief.references, reference_id, "reference")
        if not 0 <= start_frame < found.length_frames:
            raise EditRefused(reference_too_short(found.title, found.length_frames / song.rate_hz))
        return _changed(steps.START_REFERENCE, reference_id, start_frame=start_frame).apply(song)

    return Edit(steps.START_REFERENCE, apply)


def remove_reference(reference_id: ReferenceId) -> Edit:
    """Remove a reference; its file stays until the song's folder is cleaned up."""
    return Edit(
        steps.REMOVE_REFERENCE,
        lambda song: _with(song, records.without(song.brief.references, reference_id, "reference")),
    )


def _changed(step: str, reference_id: ReferenceId, **values: object) -> Edit:
    return Edit(
        step, lambda song: _with(song, records.changed(song.brief.references, reference_id, "reference", values))
    )


def _with(song: Song, references: tuple[Reference, ...]) -> Song:
    if references == song.brief.references:
        return song
    return replace(song, brief=replace(song.brief, references=references))
