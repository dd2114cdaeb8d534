"""What a person does to the selected track, each as one history step.

Lives: any thread (pure).
"""

from app.edits import comps
from app.edits import tracks as track_edits
from app.edits.clip_stack import phrase_at
from app.edits.edit import Edit
from app.edits.freezing import thaw_track
from app.edits.printing import set_printing
from app.edits.track_order import move_track
from app.messages import steps
from app.messages.song import nothing_under_playhead
from app.model.ids import TrackId
from app.model.song import Song
from app.problems import NothingToDo
from app.verbs.target import Target
from app.verbs.verb import TRACK, Verb

INPUTS_WHILE_OPENING = 2  # what nearly every interface has; until it is open nobody knows


def arm(target: Target) -> Edit:
    """Arm the selected track, or disarm it."""
    track = target.selected_track()
    return track_edits.set_armed(track.id, not track.armed)


def toggle_lock(target: Target) -> Edit:
    """Protect the selected track from recording, or remove the protection."""
    track = target.selected_track()
    return track_edits.set_record_safe(track.id, not track.record_safe)


def move_up(target: Target) -> Edit:
    """Move the selected track before the one above it."""
    return _move(target, -1)


def move_down(target: Target) -> Edit:
    """Move the selected track behind the one below it."""
    return _move(target, 1)


def toggle_printing(target: Target) -> Edit:
    """Render new takes of the selected track through its strip, or leave them dry."""
    track = target.selected_track()
    return set_printing(track.id, track.printed_strip is None)


def thaw(target: Target) -> Edit:
    """Play clips and strip of the selected track again."""
    return thaw_track(target.selected_track().id)


def remove(target: Target) -> Edit:
    """Remove the selected track."""
    return track_edits.remove_track(target.selected_track().id)


def toggle_done(target: Target) -> Edit:
    """Mark the phrase under the playhead on the selected track as done, or remove the mark."""
    track = target.selected_track()
    phrase = phrase_at(track.clips, target.frame)
    if phrase is None:
        raise NothingToDo(nothing_under_playhead(track.name))
    done = any(kept.start_frame <= target.frame < kept.end_frame for kept in track.keepers)
    return comps.set_keeper(track.id, phrase.start_frame, phrase.end_frame, not done)


def next_free_input(song: Song, input_count: int) -> tuple[int, ...]:
    """The first input of the device that no track uses.

    Args:
        song: Whose tracks take inputs.
        input_count: Inputs of the open device; INPUTS_WHILE_OPENING while one opens, 0 without a device.

    Returns:
        One input number, from 1; input 1 if all are taken; empty without inputs.
    """
    taken = {number for track in song.tracks for number in track.inputs}
    free = [number for number in range(1, input_count + 1) if number not in taken]
    return (free[0],) if free else ((1,) if input_count else ())


def add_track(song: Song, track_id: TrackId, input_count: int, *, recording: bool) -> Edit:
    """Add a track that is ready for the next take.

    It gets the next free input and is armed in place of the armed tracks that have takes already, unless a pass runs.

    Args:
        song: The song as it is now.
        track_id: Of the new track.
        input_count: As for `next_free_input`.
        recording: Whether a pass runs.
    """
    inputs = next_free_input(song, input_count)
    edits = [track_edits.add_track(inputs=inputs, track_id=track_id)]
    if inputs and not recording:
        finished = [track.id for track in song.tracks if track.armed and track.takes]
        edits += [track_edits.set_armed(track_id, True)]
        edits += [track_edits.set_armed(other, False) for other in finished]
    return Edit.combine(steps.ADD_TRACK, edits)


def why_no_track(target: Target) -> str:
    """What is missing for a verb of the selected track, in a few words; empty if nothing is."""
    return "choose a track first" if target.track_or_none() is None else ""


def why_frozen(target: Target) -> str:
    """What is missing for freezing the selected track, in a few words; empty if nothing is."""
    track = target.track_or_none()
    return why_no_track(target) if track is None or track.frozen is None else "thaw it first"


def why_not_frozen(target: Target) -> str:
    """What is missing for thawing the selected track, in a few words; empty if nothing is."""
    track = target.track_or_none()
    return why_no_track(target) if track is None or track.frozen is not None else "it is not frozen"


def _why_not_up(target: Target) -> str:
    return why_no_track(target) or ("it is the first" if target.track == target.song.tracks[0].id else "")


def _why_not_down(target: Target) -> str:
    return why_no_track(target) or ("it is the last" if target.track == target.song.tracks[-1].id else "")


def _move(target: Target, by: int) -> Edit:
    track = target.selected_track()
    index = target.song.tracks.index(track)
    return move_track(track.id, max(0, index + by))


def _is_locked(target: Target) -> bool:
    track = target.track_or_none()
    return track is not None and track.record_safe


def _is_printing(target: Target) -> bool:
    track = target.track_or_none()
    return track is not None and track.printed_strip is not None


VERBS = (
    Verb("track.arm", "Arm", TRACK, arm, ("track",), why_no_track),
    Verb("track.lock", "Lock recording", TRACK, toggle_lock, ("track",), why_no_track, is_on=_is_locked),
    Verb(
        "track.done",
        "Keeper: mark the phrase as done",
        TRACK,
        toggle_done,
        ("track", "playhead"),
        why_no_track,
        description="The phrase under the playhead is done",
    ),
    Verb(
        "track.print",
        "Print the strip onto takes",
        TRACK,
        toggle_printing,
        ("track",),
        why_no_track,
        is_on=_is_printing,
    ),
    Verb("track.thaw", "Thaw the track", TRACK, thaw, ("track",), why_not_frozen),
    Verb("track.up", "Move the track up", TRACK, move_up, ("track",), _why_not_up),
    Verb("track.down", "Move the track down", TRACK, move_down, ("track",), _why_not_down),
    Verb("track.remove", "Remove the track", TRACK, remove, ("track",), why_no_track),
)
