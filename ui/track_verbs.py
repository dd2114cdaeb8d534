"""Adding a track as a person means it: with the next free input of the open device, ready to be armed.

Lives: window, main thread.
"""

from app.edits import tracks as track_edits
from app.model.ids import TrackId, new_id
from ui.bridge import Bridge
from ui.several import several

INPUTS_WHILE_OPENING = 2  # what nearly every interface has; until it is open nobody knows


def next_free_input(bridge: Bridge) -> tuple[int, ...]:
    """The first input that no track listens to; input 1 when all are taken; none without inputs."""
    session = bridge.session
    while_opening = INPUTS_WHILE_OPENING if session.link.opening else 0
    count = while_opening if session.device is None else session.device.input_channels
    taken = {number for track in bridge.song.tracks for number in track.inputs}
    free = [number for number in range(1, count + 1) if number not in taken]
    return (free[0],) if free else ((1,) if count else ())


def add_track(bridge: Bridge) -> None:
    """Ready for the next take: armed, where it has an input, in place of the armed tracks that hold takes already. Its name
    is asked for at once."""
    inputs, key = next_free_input(bridge), TrackId(new_id())
    edits = [track_edits.add_track(inputs=inputs, track_id=key)]
    if inputs and bridge.session.recording_pass is None:
        done = [track.id for track in bridge.song.tracks if track.armed and track.takes]
        edits += [track_edits.set_armed(key, True), *(track_edits.set_armed(other, False) for other in done)]
    if bridge.perform(several("Add track", edits)):
        bridge.track_added.emit(key)
