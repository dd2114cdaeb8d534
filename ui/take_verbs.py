"""Discarding takes as a person means it: gone at once, and a word that brings them back.

Lives: window, main thread.
"""

from app.edits import discarding
from app.model.take import Take
from app.model.track import Track
from ui.bridge import Bridge
from ui.several import several


def discard(bridge: Bridge, track: Track, take: Take) -> None:
    """One take, with what was recorded and printed with it in its comp group."""
    before = _discarded(bridge)
    if bridge.perform(discarding.discard_take(track.id, take.id)):
        _offer_back(bridge, f"{take.name} is discarded.", before)


def discard_last(bridge: Bridge) -> None:
    """All that the last recording put on the tracks."""
    latest, before = discarding.latest_pass(bridge.song), _discarded(bridge)
    if bridge.session.recording_pass is not None:
        bridge.noticed.emit("info", "Stop the recording first; Ctrl+R discards it and begins again.", None, None)
    elif latest is None:
        bridge.noticed.emit("info", "Nothing has been recorded yet that could be discarded.", None, None)
    elif bridge.perform(discarding.discard_pass(latest)):
        _offer_back(bridge, "The last recording is discarded.", before)


def restore(bridge: Bridge, track: Track, take: Take) -> None:
    bridge.perform(discarding.restore_take(track.id, take.id))


def _discarded(bridge: Bridge) -> set[tuple[object, object]]:
    return {(track.id, take.id) for track in bridge.song.tracks for take in track.discarded}


def _offer_back(bridge: Bridge, text: str, before: set[tuple[object, object]]) -> None:
    gone = [(t.id, take.id) for t in bridge.song.tracks for take in t.discarded if (t.id, take.id) not in before]
    edits = [discarding.restore_take(track_id, take_id) for track_id, take_id in gone]
    board = bridge.session.board
    board.post("info", text, "Restore", lambda: bridge.perform(several("Restore takes", edits)), of_song=True)
