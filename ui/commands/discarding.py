"""Discarding takes: they go at once, and a notice offers to restore them.

Lives: window, main thread.
"""

from app.edits.discarding import discard_take
from app.messages.recording import take_discarded
from app.model.song import Song
from app.model.take import Take
from app.model.track import Track
from app.verbs.takes import restore_discarded
from ui.bridge import Bridge


def discard(bridge: Bridge, track: Track, take: Take) -> None:
    """Discard one take, with what was recorded and printed with it in its comp group."""
    before = bridge.song
    if bridge.perform(discard_take(track.id, take.id)):
        offer_to_restore(bridge, take_discarded(take.name), before)


def offer_to_restore(bridge: Bridge, sentence: str, before: Song, label: str = "Restore") -> None:
    """A notice with a button, labelled `label`, that restores what was discarded since `before`."""
    edit = restore_discarded(before, bridge.song)
    bridge.session.board.post("info", sentence, label, lambda: bridge.perform(edit), of_song=True)
