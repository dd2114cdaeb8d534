"""What the engine gets for a track that prints.

Its clips play on the track's own channel, and its input on another one that runs through the printed strip. Both have the
track's fader, pan, sends and place in the headphones.

The second channel is nothing that the song holds. If no lane is left for it, the input plays dry on the first.

Lives: window, main thread (pure).
"""

from dataclasses import replace

import numpy as np

from app.edits.freezing import is_rendered, splice_strips
from app.engine.slots import SlotAllocator
from app.model.song import Song
from app.model.track import Track
from audio_engine.client.readings import MeterReading


def live_input(track: Track, slots: SlotAllocator) -> Track | None:
    """The track as its input sounds; None if clips and input share one channel."""
    if track.printed_strip is None or not track.monitors_printed or slots.input_slot(track.id) is None:
        return None
    curves = tuple(curve for curve in track.curves if not is_rendered(curve))
    return replace(track, strip=splice_strips(track.printed_strip, track.strip), curves=curves, frozen=None)


def without_printing(song: Song) -> Song:
    """As it leaves the program: nobody's input is in there."""
    if all(track.printed_strip is None for track in song.tracks):
        return song
    return replace(song, tracks=tuple(replace(track, printed_strip=None) for track in song.tracks))


def with_inputs_shown(reading: MeterReading, song: Song, slots: SlotAllocator) -> MeterReading:
    """The same reading, changed: levels and reductions of inputs show in their tracks' own lanes too.

    Of clips and input only one is audible at a time.
    """
    for track in song.tracks:
        slot = slots.input_slot(track.id)
        for side in range(track.channels if slot is not None else 0):
            _show_lane(reading, (slot or 0) + side, slots.slot(track.id) + side, track.monitors_printed)
    return reading


def _show_lane(reading: MeterReading, lane: int, into: int, live: bool) -> None:
    """Counters are added up even where the lane rests: they only ever grow."""
    for counts in (reading.lane_clips, reading.faults):
        counts[into] += counts[lane]
    if live:
        for levels in (reading.lane_peak, reading.lane_rms, reading.pre_peak):
            levels[into] = max(levels[into], levels[lane])
        reading.reduction_db[:, into] = np.minimum(reading.reduction_db[:, into], reading.reduction_db[:, lane])
