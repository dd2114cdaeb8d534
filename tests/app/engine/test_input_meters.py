"""Hazards: an armed track whose meter says nothing because its performer is heard elsewhere; a clip light for what clipped
before the track was armed, or that goes out by itself."""

from dataclasses import replace

import pytest

from app.edits.songs import fresh_song
from app.edits.tracks import add_track, set_armed
from app.engine.input_meters import InputMeters
from app.engine.slots import SlotAllocator
from app.model.ids import TrackId
from app.model.song import Song
from app.model.track import Monitoring
from audio_engine.client.readings import MeterReading, silence

VOX = TrackId("V")


def song(monitoring: Monitoring = "off", *, armed: bool = True, inputs: tuple[int, ...] = (2,)) -> Song:
    made = add_track("Vox", channels=len(inputs), inputs=inputs, track_id=VOX).apply(fresh_song("Song", 48000))
    made = set_armed(VOX, armed).apply(made)
    return replace(made, tracks=(replace(made.tracks[0], monitoring=monitoring),))


def heard(clips: int = 0) -> MeterReading:
    """Input 2 at a quarter; the tape of lane 0 at a tenth."""
    reading = silence()
    reading.input_peak[1] = reading.input_rms[1] = 0.25
    reading.lane_peak[0] = 0.1
    reading.input_clips[1] = clips
    return reading


def seats(of: Song) -> SlotAllocator:
    slots = SlotAllocator()
    slots.allocate_for(of)
    return slots


@pytest.mark.parametrize("monitoring", ["off", "in", "auto"])
def test_an_armed_track_shows_its_input_whatever_is_heard(monitoring: Monitoring) -> None:
    made = song(monitoring)
    shown = InputMeters().show(heard(), made, seats(made))
    lane = seats(made).slot(VOX)
    assert [float(levels[lane]) for levels in (shown.lane_peak, shown.pre_peak, shown.lane_rms)] == [0.25] * 3


def test_a_louder_tape_is_shown_all_the_same() -> None:
    made, reading = song(), heard()
    reading.lane_peak[0] = 0.5
    assert InputMeters().show(reading, made, seats(made)).lane_peak[0] == 0.5


def test_a_track_that_is_not_armed_shows_what_is_heard() -> None:
    made = song(armed=False)
    assert InputMeters().show(heard(), made, seats(made)).lane_peak[0] == pytest.approx(0.1)


def test_a_stereo_track_shows_each_side() -> None:
    made = song(inputs=(1, 2))
    shown, lane = InputMeters().show(heard(), made, seats(made)), seats(made).slot(VOX)
    assert (shown.pre_peak[lane], shown.pre_peak[lane + 1]) == (0.0, 0.25)


def test_only_clips_of_an_armed_input_count_and_they_stay_counted() -> None:
    meters, armed, idle = InputMeters(), song(), song(armed=False)
    slots = seats(armed)

    def count(of: Song, clips: int) -> int:
        return int(meters.show(heard(clips), of, slots).lane_clips[0])

    assert [count(idle, 3), count(armed, 3)] == [0, 0], "it clipped before it was armed"
    assert [count(armed, 5), count(idle, 9), count(armed, 9)] == [2, 2, 2]
    assert count(armed, 0) == 2, "a new engine counts from 0 again"
