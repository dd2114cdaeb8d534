"""What a person does to the selected tracks and their folder, each as one history step.

Lives: any thread (pure).
"""

from typing import Annotated, Any

from app.edits import comps, folders
from app.edits import tracks as track_edits
from app.edits.clip_stack import phrase_at
from app.edits.duplicate_track import duplicate_tracks
from app.edits.edit import Edit
from app.edits.freezing import thaw_track
from app.edits.printing import set_printing
from app.edits.track_order import move_tracks
from app.messages import steps
from app.messages.song import NO_FOLDER, nothing_under_playhead
from app.model.ids import FolderId, TrackId
from app.model.ranges import LONGEST_NAME, LONGEST_NOTE
from app.model.song import Song
from app.model.value_spec import choice, text
from app.problems import NothingToDo
from app.text.colours import COLOUR_NAMES, ColourName
from app.verbs.target import Target
from app.verbs.verb import FOLDERS, STRIP, TAKES, TRACK, Verb

INPUTS_WHILE_OPENING = 2  # what nearly every interface has; until it is open nobody knows

Colour = Annotated[ColourName, choice("Colour")]
FolderName = Annotated[str | None, text("Name", LONGEST_NAME)]
Name = Annotated[str, text("Name", LONGEST_NAME)]
Notes = Annotated[str, text("Notes", LONGEST_NOTE)]


def arm(target: Target) -> Edit:
    """Arm the selected tracks, or disarm them if all are armed."""
    tracks = target.selected_tracks()
    armed = not all(track.armed for track in tracks)
    return track_edits.of_each(_ids(target), lambda one: track_edits.set_armed(one, armed))


def toggle_lock(target: Target) -> Edit:
    """Protect the selected tracks from recording, or remove the protection if all are protected."""
    tracks = target.selected_tracks()
    safe = not all(track.record_safe for track in tracks)
    return track_edits.of_each(_ids(target), lambda one: track_edits.set_record_safe(one, safe))


def move_up(target: Target) -> Edit:
    """Move the selected tracks before the one above them."""
    return _move(target, -1)


def move_down(target: Target) -> Edit:
    """Move the selected tracks behind the one below them."""
    return _move(target, 1)


def duplicate(target: Target) -> Edit:
    """Put a copy of each selected track below it, with clips, takes, strip and curves."""
    return duplicate_tracks(_ids(target))


def set_colour(target: Target, colour: Colour = "red") -> Edit:
    """Set the colour of the selected tracks."""
    return track_edits.of_each(_ids(target), lambda one: track_edits.set_colour(one, COLOUR_NAMES.index(colour)))


def set_notes(target: Target, notes: Notes = "") -> Edit:
    """Write notes about the selected track: its header shows them where it is high enough."""
    return track_edits.set_notes(target.selected_track().id, notes)


def make_folder(target: Target, name: FolderName = None) -> Edit:
    """Put the selected tracks into a new folder."""
    return folders.make_folder(_ids(target), name)


def rename_folder(target: Target, name: Name = "Folder") -> Edit:
    """Rename the folder of the selected track."""
    return folders.rename_folder(_folder(target), name)


def toggle_fold(target: Target) -> Edit:
    """Fold the folder of the selected track together, or unfold it."""
    return folders.fold(_folder(target), not is_folded(target))


def dissolve_folder(target: Target) -> Edit:
    """Remove the folder of the selected track; its tracks stay where they are."""
    return folders.dissolve_folder(_folder(target))


def toggle_printing(target: Target) -> Edit:
    """Render new takes of the selected track through its strip, or leave them dry."""
    track = target.selected_track()
    return set_printing(track.id, track.printed_strip is None)


def thaw(target: Target) -> Edit:
    """Play clips and strip of the selected track again."""
    return thaw_track(target.selected_track().id)


def remove(target: Target) -> Edit:
    """Remove the selected tracks."""
    return track_edits.of_each(_ids(target), track_edits.remove_track)


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
    return why_no_track(target) or ("it is the first" if _places(target)[-1] == len(_places(target)) - 1 else "")


def _why_not_down(target: Target) -> str:
    first = len(target.song.tracks) - len(_places(target)) if target.track is not None else 0
    return why_no_track(target) or ("it is the last" if _places(target)[0] == first else "")


def _move(target: Target, by: int) -> Edit:
    return move_tracks(_ids(target), max(0, _places(target)[0] + by))


def _places(target: Target) -> list[int]:
    """Where the selected tracks lie, from 0; none if none is selected."""
    chosen = target.tracks or (target.track,)
    return [number for number, track in enumerate(target.song.tracks) if track.id in chosen]


def _ids(target: Target) -> list[TrackId]:
    return [track.id for track in target.selected_tracks()]


def _folder(target: Target) -> FolderId:
    folder = target.selected_track().folder
    if folder is None:
        raise NothingToDo(NO_FOLDER)
    return folder


def is_folded(target: Target) -> bool:
    """Whether the folder of the selected track is folded together."""
    track = target.track_or_none()
    return track is not None and any(folder.folded for folder in target.song.folders if folder.id == track.folder)


def _why_no_folder(target: Target) -> str:
    track = target.track_or_none()
    return why_no_track(target) if track is None or track.folder is not None else "the track is in no folder"


def _present(target: Target) -> dict[str, Any]:
    track = target.track_or_none()
    if track is None:
        return {}
    folder = next((folder.name for folder in target.song.folders if folder.id == track.folder), "Folder")
    return {"colour": COLOUR_NAMES[track.colour], "name": folder, "notes": track.notes}


def _is_locked(target: Target) -> bool:
    track = target.track_or_none()
    return track is not None and track.record_safe


def _is_printing(target: Target) -> bool:
    track = target.track_or_none()
    return track is not None and track.printed_strip is not None


VERBS = (
    Verb("track.arm", "Arm", TRACK, arm, ("tracks",), why_no_track),
    Verb("track.lock", "Lock recording", TRACK, toggle_lock, ("tracks",), why_no_track, is_on=_is_locked),
    Verb(
        "track.done",
        "Keeper: mark the phrase as done",
        TAKES,
        toggle_done,
        ("track", "playhead"),
        why_no_track,
        description="The phrase under the playhead is done",
    ),
    Verb(
        "track.print",
        "Print the strip onto takes",
        STRIP,
        toggle_printing,
        ("track",),
        why_no_track,
        is_on=_is_printing,
    ),
    Verb("track.thaw", "Thaw the track", STRIP, thaw, ("track",), why_not_frozen),
    Verb("track.duplicate", "Duplicate the track", TRACK, duplicate, ("tracks",), why_no_track),
    Verb("track.colour", "Colour of the track", TRACK, set_colour, ("tracks",), why_no_track, present=_present),
    Verb("track.notes", "Notes of the track", TRACK, set_notes, ("track",), why_no_track, present=_present),
    Verb(
        "folders.make",
        "Put into a new folder",
        FOLDERS,
        make_folder,
        ("tracks",),
        why_no_track,
        present=lambda target: {"name": folders.next_folder_name(target.song)},
    ),
    Verb("folders.rename", "Rename the folder", FOLDERS, rename_folder, ("track",), _why_no_folder, present=_present),
    Verb("folders.fold", "Fold the folder", FOLDERS, toggle_fold, ("track",), _why_no_folder, is_on=is_folded),
    Verb("folders.dissolve", "Dissolve the folder", FOLDERS, dissolve_folder, ("track",), _why_no_folder),
    Verb("track.up", "Move the track up", TRACK, move_up, ("tracks",), _why_not_up),
    Verb("track.down", "Move the track down", TRACK, move_down, ("tracks",), _why_not_down),
    Verb("track.remove", "Remove the track", TRACK, remove, ("tracks",), why_no_track),
)
