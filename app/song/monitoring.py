"""How performers hear themselves: the monitoring modes of a machine, and what they make of each track.

Lives: any thread (pure).
"""

from typing import Literal, get_args

from app.model.song import Song
from app.model.track import Monitoring, Track
from audio_engine.plan import plays_in_monitor

MonitoringMode = Literal["direct", "through", "tape"]
MONITORING_MODES: tuple[MonitoringMode, ...] = get_args(MonitoringMode)


def effective_monitoring(track: Track, mode: MonitoringMode, *, muted: bool = False) -> Monitoring:
    """How the engine treats a track's input: the track's own choice, or for `auto` the machine's mode.

    Args:
        track: The track.
        mode: How performers hear themselves on this machine.
        muted: True until the user asks for the inputs of a song that was just opened: no input is audible.
    """
    if muted:
        return "off"
    if track.monitoring != "auto":
        return track.monitoring
    if mode == "direct":
        return "off"
    return "in" if mode == "through" and track.armed else "auto"


def is_live(track: Track, mode: MonitoringMode) -> bool:
    """True if the track's input is audible while the transport is stopped."""
    monitoring = effective_monitoring(track, mode)
    return bool(track.inputs) and (monitoring == "in" or (monitoring == "auto" and track.armed))


def replaces_main_mix(song: Song, outputs: tuple[int, ...]) -> bool:
    """True if a headphone mix on these device outputs (from 1) replaces the main mix there: an output carries one mix."""
    return plays_in_monitor(outputs, song.master.resolved_outputs)
