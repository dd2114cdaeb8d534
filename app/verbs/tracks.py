"""What a person does to the selected track or channel, each as one history step.

Lives: any thread (pure).
"""

from app.edits import comps
from app.edits import tracks as track_edits
from app.edits.channels import swap_strips, toggle_solo, toggle_switch
from app.edits.clip_stack import phrase_at
from app.edits.edit import Edit
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


def mute(target: Target) -> Edit:
    """Mute the selected channel, or unmute it."""
    return toggle_switch(target.selected_channel(), "mute")


def solo(target: Target) -> Edit:
    """Solo the selected channel, or end its solo."""
    return toggle_solo(target.selected_channel().id)


def remove(target: Target) -> Edit:
    """Remove the selected track."""
    return track_edits.remove_track(target.selected_track().id)


def swap(target: Target) -> Edit:
    """Exchange strips A and B of the selected channel."""
    return swap_strips(target.selected_channel().id)


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
    return Edit.combine("Add track", edits)


VERBS = (
    Verb("track.arm", "Arm", TRACK, arm, ("track",)),
    Verb("track.mute", "Mute", TRACK, mute, ("channel",)),
    Verb("track.solo", "Solo", TRACK, solo, ("channel",)),
    Verb(
        "track.done",
        "Keeper: mark the phrase as done",
        TRACK,
        toggle_done,
        ("track", "playhead"),
        description="The phrase under the playhead is done",
    ),
    Verb(
        "strip.compare",
        "Compare A and B of the strip",
        TRACK,
        swap,
        ("channel",),
        description="Compare with the other strip of this channel",
    ),
    Verb("track.remove", "Remove the track", TRACK, remove, ("track",)),
)
