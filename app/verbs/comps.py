"""What a person does to the comps of the selected track, each as one history step.

Lives: any thread (pure).
"""

from typing import Annotated, Any

from app.edits import comps as edits
from app.edits.edit import Edit
from app.messages.song import NO_COMP_GROUP, record_take_first
from app.model.bus import Bus
from app.model.ranges import LONGEST_NAME
from app.model.track import Track
from app.model.value_spec import text
from app.problems import NothingToDo
from app.verbs.target import Target
from app.verbs.verb import TAKES, Verb

Name = Annotated[str, text("Name", LONGEST_NAME)]


def new(target: Target) -> Edit:
    """Store the current comp of the selected track, and continue with a copy."""
    track = target.selected_track()
    if not track.takes:
        raise NothingToDo(record_take_first(track.name))
    return edits.new_comp(track.id)


def rename(target: Target, name: Name = "Comp") -> Edit:
    """Rename the current comp of the selected track, and of those that are comped with it."""
    track = target.selected_track()
    if not track.takes:
        raise NothingToDo(record_take_first(track.name))
    return edits.rename_comp(track.id, name)


def together(target: Target) -> Edit:
    """Comp the selected track together with all tracks of its group that have takes."""
    track = target.selected_track()
    group, members = _group_of(target, track)
    if group is None or len(members) < 2:
        raise NothingToDo(NO_COMP_GROUP)
    return edits.set_comp_group([member.id for member in members], group.name)


def apart(target: Target) -> Edit:
    """Comp the selected track by itself."""
    return edits.set_comp_group([target.selected_track().id], "")


def why_no_takes(target: Target) -> str:
    """What is missing for a verb of the selected track's comp, in a few words; empty if nothing is."""
    track = target.track_or_none()
    if track is None:
        return "choose a track first"
    return "" if track.takes else "record a take first"


def _present(target: Target) -> dict[str, Any]:
    track = target.track_or_none()
    return {} if track is None else {"name": track.comp_name}


def _why_not_together(target: Target) -> str:
    track = target.track_or_none()
    if track is None:
        return "choose a track first"
    if track.comp_group:
        return f"it is comped with {track.comp_group}"
    group, members = _group_of(target, track)
    if group is None:
        return "put the tracks into a group first"
    return "" if len(members) > 1 else f"{group.name} has no other track with takes"


def _why_not_apart(target: Target) -> str:
    track = target.track_or_none()
    if track is None:
        return "choose a track first"
    return "" if track.comp_group else "it is comped by itself"


def _group_of(target: Target, track: Track) -> tuple[Bus | None, list[Track]]:
    """The group that the track goes to, and the tracks with takes that do."""
    group = next((bus for bus in target.song.buses if bus.id == track.output), None)
    return group, [other for other in target.song.tracks if group and other.output == group.id and other.takes]


VERBS = (
    Verb("comps.new", "New comp from this one", TAKES, new, ("track",), why_no_takes),
    Verb("comps.rename", "Rename the comp", TAKES, rename, ("track",), why_no_takes, present=_present),
    Verb("comps.together", "Comp together with the group", TAKES, together, ("track",), _why_not_together),
    Verb("comps.apart", "Comp this track by itself", TAKES, apart, ("track",), _why_not_apart),
)
