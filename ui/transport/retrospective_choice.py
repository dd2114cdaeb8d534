"""On which track what was just played is kept: the armed ones, or what the user answers; never one that nobody named.

Lives: window, main thread.
"""

from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from app.edits import tracks as track_edits
from app.text import values
from ui.bridge import Bridge
from ui.widgets.menus import show_once

MOST_INPUTS = 16
HEARD_DB = -60.0  # an input whose highest peak stayed below was not played on


def record_retrospectively(bridge: Bridge, button: QWidget) -> None:
    """Keep what was just played, at once if it is clear for which track; else ask below the button.

    It is clear if tracks are armed, or if a song without tracks got signal on one input only.
    """
    song, session = bridge.song, bridge.session
    played = _inputs_played_on(bridge)
    if any(track.armed and track.inputs for track in song.tracks) or session.retrospective.seconds <= 0:
        bridge.attempt(session.retrospective.capture)
    elif not song.tracks and len(played) == 1:
        _keep_on_new_track(bridge, played[0])
    else:
        show_once(retrospective_menu(bridge, button), button.mapToGlobal(QPoint(0, button.height())))


def retrospective_menu(bridge: Bridge, parent: QWidget) -> QMenu:
    """Every track that has an input, and a new one for every input that was played on."""
    menu, session = QMenu(parent), bridge.session
    for track in bridge.song.tracks:
        if track.inputs:
            text = f"Keep on {track.name} ({values.describe_inputs(track.inputs)})"
            menu.addAction(text, partial(bridge.attempt, partial(session.retrospective.capture, [track.id])))
    menu.addSeparator()
    for number in _inputs_played_on(bridge):
        text = f"Keep on a new track from {_input_name(bridge, number)}"
        menu.addAction(text, partial(_keep_on_new_track, bridge, number))
    return menu


def _inputs_played_on(bridge: Bridge) -> list[int]:
    """All inputs where none was: the meters may just have been cleared."""
    device = bridge.session.devices.device
    every = range(1, min(MOST_INPUTS, device.input_channels if device is not None else 0) + 1)
    highest = bridge.levels.inputs.highest_db
    return [number for number in every if highest[number - 1] > HEARD_DB] or list(every)


def _input_name(bridge: Bridge, number: int) -> str:
    device = bridge.session.devices.device
    given = "" if device is None else bridge.session.settings.input_name(device.input_device, number)
    return f"input {number}" if given in ("", f"Input {number}") else f"{given} (input {number})"


def _keep_on_new_track(bridge: Bridge, number: int) -> None:
    if bridge.perform(track_edits.add_track(inputs=(number,))):
        made = bridge.song.tracks[-1].id
        bridge.attempt(lambda: bridge.session.retrospective.capture([made]))
