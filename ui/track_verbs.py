"""Adding a track as a person means it: with the next free input of the open device, ready to be armed.

Lives: window, main thread.
"""

from app.edits import tracks as track_edits
from app.model.ids import TrackId
from ui.bridge import Bridge

INPUTS_WHILE_OPENING = 2  # what nearly every interface has; until it is open nobody knows


def next_free_input(bridge: Bridge) -> tuple[int, ...]:
    """The first input that no track listens to; input 1 when all are taken; none without inputs."""
    studio = bridge.studio
    while_opening = INPUTS_WHILE_OPENING if studio.link.opening else 0
    count = while_opening if studio.device is None else studio.device.input_channels
    taken = {number for track in bridge.song.tracks for number in track.inputs}
    free = [number for number in range(1, count + 1) if number not in taken]
    return (free[0],) if free else ((1,) if count else ())


def add_track(bridge: Bridge) -> TrackId | None:
    """The new track's identity, or None where it was refused."""
    done = bridge.perform(track_edits.add_track(inputs=next_free_input(bridge)))
    return bridge.song.tracks[-1].id if done else None
