"""Practice speed as the session plays it. Hazards: a change of speed that clicks, or after which click and clips are out of
step; a playhead that is elsewhere than the sound; a song that is not the same again at 100 %."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from app.edits.tempo import set_tempo
from app.edits.transport import set_click, set_loop
from app.messages.recording import PRACTICE_SPEED, STOP_AFTER_PRACTICE
from app.problems import Refused
from app.renders.jobs import BounceOptions, bounce_request
from audio_engine.bounce.request import BounceRequest
from audio_engine.plan import AS_WRITTEN
from tests.audio_engine.disk.test_practice_stretch import above_5_khz_db
from tests.helpers.engine import RATE, Samples
from tests.helpers.pumped_session import BLOCK, TAPE, PumpedSession

BEAT = RATE // 2
Pumped = Callable[..., PumpedSession]


@pytest.fixture
def pumped(tmp_path: Path) -> Iterator[Pumped]:
    """Makes sessions that play samples, and closes them."""
    made: list[PumpedSession] = []

    def make(samples: Samples, name: str = "Song") -> PumpedSession:
        made.append(PumpedSession(tmp_path / name, samples))
        return made[-1]

    yield make
    for one in made:
        one.session.close()


def tone(seconds: float) -> Samples:
    return (0.5 * np.sin(2 * np.pi * 440.0 * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


def beats(seconds: float) -> Samples:
    samples = np.zeros(round(seconds * RATE), np.float32)
    samples[BEAT::BEAT] = 0.9  # a clip fades in
    return samples


def starts(heard: Samples) -> Samples:
    """The first frame of each sound."""
    loud = np.flatnonzero(np.abs(heard) > 0.02)
    return loud[np.diff(loud, prepend=-RATE) > RATE // 10]


def test_a_tone_at_75_percent_keeps_its_pitch_and_the_playhead_goes_with_the_song(pumped: Pumped) -> None:
    rig = pumped(tone(8.0))
    rig.session.rehearsal.set_percent(75)
    rig.run_stopped()
    heard = rig.play(4.0)[RATE // 2 :]
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard)), 1 << 20))
    assert np.argmax(spectrum) * RATE / (1 << 20) == pytest.approx(440.0, abs=0.5)
    assert rig.session.transport.clock.frame == pytest.approx(3.0 * RATE, abs=2 * BLOCK)


@pytest.mark.parametrize("percent", [50, 75, 110, 150])
def test_click_and_clips_are_in_step(pumped: Pumped, percent: int) -> None:
    rig = pumped(beats(8.0))
    rig.session.rehearsal.set_percent(percent)
    rig.run_stopped()
    taped = starts(rig.play(3.0))
    rig.session.rehearsal.leave_out(TAPE)
    rig.perform(set_click(True))
    rig.session.transport.stop()
    rig.run_stopped()
    rig.session.transport.locate(0)
    rig.run_stopped()
    clicked = starts(rig.play(3.0))
    due = np.arange(len(clicked)) * BEAT * 100 / percent
    assert len(clicked) >= 3 and np.abs(np.diff(clicked) - BEAT * 100 / percent).max() <= 1
    assert np.abs(clicked - due).max() <= 32 and np.abs(taped - due[1:]).max() <= 32


@pytest.mark.parametrize(("before", "after"), [(100, 75), (75, 77), (80, 150), (75, 100)])
def test_a_change_while_it_plays_does_not_click_and_stays_in_step(pumped: Pumped, before: int, after: int) -> None:
    rig = pumped(tone(10.0))
    rig.session.rehearsal.set_percent(before)
    rig.run_stopped()
    heard = [rig.play(1.0)]
    rig.session.rehearsal.set_percent(after)
    heard.append(rig.run(1.5))
    sound = np.concatenate(heard)[2000:]
    assert above_5_khz_db(sound) < -60.0
    assert min(np.abs(sound[n : n + 480]).max() for n in range(0, len(sound) - 480, 480)) > 0.1, "no hole"
    played = RATE * (before / 100 * 1.1 + after / 100 * 1.4)  # the change is heard a tenth of a second later
    assert rig.session.transport.clock.frame == pytest.approx(played, abs=3 * BLOCK)


def test_after_a_change_while_it_plays_clips_and_click_lie_together(pumped: Pumped) -> None:
    rig = pumped(beats(10.0))
    rig.perform(set_click(True))
    rig.play(1.3)
    rig.session.rehearsal.set_percent(80)
    rig.run(0.7)
    together = starts(rig.run(2.5))
    assert np.abs(np.diff(together) - BEAT / 0.8).max() <= 32, "one sound a beat"
    assert rig.session.rehearsal.percent == 80


def test_at_100_percent_again_everything_is_as_it_was(pumped: Pumped) -> None:
    noise = np.random.default_rng(4).normal(0.0, 0.1, 3 * RATE).astype(np.float32)
    plain = pumped(noise, "Plain")
    plain.session.transport.locate(4321)
    plain.run_stopped()
    rig = pumped(noise, "Practised")
    rig.session.rehearsal.set_percent(75)
    rig.run_stopped()
    rig.play(0.5)
    rig.session.rehearsal.set_percent(100)  # while it plays
    rig.run(0.3)
    rig.session.transport.stop()
    rig.run_stopped()
    rig.session.transport.locate(4321)
    rig.run_stopped()
    assert [timeline.practice for timeline in rig.engine.arguments("set_timelines")[-1]] == [AS_WRITTEN]
    assert rig.engine.plans[-1] == plain.engine.plans[-1]
    heard = rig.play(1.0)
    assert heard.any() and np.array_equal(heard, plain.play(1.0))


def test_the_playhead_stands_where_it_was_sent_at_any_speed(pumped: Pumped) -> None:
    rig = pumped(tone(1.0))
    for percent in (53, 75, 120, 150, 100):
        rig.session.transport.locate(10001)
        rig.run_stopped(3)
        rig.session.rehearsal.set_percent(percent)
        assert rig.session.transport.clock.frame == 10001, "before the engine has gone there"
        rig.run_stopped(3)
        for frame in (10001, 33331, 33332, 33333):
            if frame != 10001:
                rig.session.transport.locate(frame)
                rig.run_stopped(3)
            assert rig.session.transport.clock.frame == frame


def test_going_elsewhere_while_it_plays_is_not_undone_by_what_follows_a_change_of_speed(pumped: Pumped) -> None:
    rig = pumped(tone(10.0))
    rig.play(0.5)
    rig.session.rehearsal.set_percent(60)
    rig.run(0.5)
    rig.session.transport.locate(5 * RATE)
    assert above_5_khz_db(rig.run(1.0)) < -60.0
    assert rig.session.transport.clock.frame == pytest.approx(5 * RATE + 0.6 * RATE, abs=0.2 * RATE)
    assert rig.session.transport.practice.is_settled or rig.session.transport.clock.state == "rolling"


def test_a_loop_keeps_its_place_in_the_song_and_its_rounds_rise_and_end(pumped: Pumped) -> None:
    rig = pumped(beats(10.0))
    rig.perform(set_loop(True, 2 * BEAT, 4 * BEAT))
    rehearsal = rig.session.rehearsal
    rehearsal.set_percent(90)
    rehearsal.rises, rehearsal.goal_percent, rehearsal.rounds = True, 93, 4
    rig.run_stopped()
    rehearsal.play()
    heard = [rig.run(0.2)]
    percents = []
    while rig.session.transport.clock.state == "rolling" and len(percents) < 100:
        heard.append(rig.run(0.1))
        percents.append(rehearsal.percent)
        assert 2 * BEAT - BLOCK <= rig.session.transport.clock.frame <= 4 * BEAT + 2 * BLOCK
    assert sorted(set(percents)) == [90, 92, 93] and percents == sorted(percents)
    expected = 2 * BEAT * (1 / 0.9 + 1 / 0.92 + 2 / 0.93) / RATE
    assert len(np.concatenate(heard)) / RATE == pytest.approx(expected, abs=0.25), "four rounds"
    gaps = np.diff(starts(np.concatenate(heard)))
    assert np.abs(gaps - BEAT / 0.92).max() < BEAT * 0.06, "a beat is a beat, also over the seam"


def test_a_count_in_has_the_speed_and_ends_where_the_music_begins(pumped: Pumped) -> None:
    rig = pumped(beats(6.0))
    rig.perform(set_click(True))
    rig.session.rehearsal.set_percent(80)
    rig.session.rehearsal.counts_in = True
    rig.session.transport.locate(2 * BEAT)
    rig.run_stopped()
    rig.session.rehearsal.play()
    assert np.abs(np.diff(starts(rig.run(5.0))) - BEAT / 0.8).max() <= 32, "four beats, and on in the music"
    assert rig.session.transport.clock.frame == pytest.approx(
        2 * BEAT + (5.0 * RATE - 4 * BEAT / 0.8) * 0.8, abs=2 * BLOCK
    )


def test_a_bounce_takes_no_notice(pumped: Pumped) -> None:
    rig = pumped(tone(2.0))

    def request(name: str) -> BounceRequest:
        opened = rig.session.document.opened
        return bounce_request(opened, BounceOptions(opened.folder.path.parent / f"{name}.wav"), "Mix")

    before = request("mix")
    rig.session.rehearsal.set_percent(75)
    rig.session.rehearsal.leave_out(TAPE)
    assert request("mix") == before


def test_nothing_is_recorded_at_another_speed(pumped: Pumped) -> None:
    rig = pumped(tone(5.0))
    rig.session.rehearsal.set_percent(75)
    for start in (rig.session.recorder.record, rig.session.retrospective.capture):
        rig.session.settings.retrospective_on = True
        with pytest.raises(Refused, match="100 % speed"):
            start()
    rig.play(0.3)
    rig.session.rehearsal.set_percent(100)
    rig.run(0.3)
    with pytest.raises(Refused) as refused:
        rig.session.recorder.record()
    assert str(refused.value) == STOP_AFTER_PRACTICE != PRACTICE_SPEED
    assert rig.session.retrospective.seconds < 0.5, "what was played before lay elsewhere"


def test_a_new_song_and_a_new_tempo_are_played_right(pumped: Pumped) -> None:
    rig = pumped(beats(5.0))
    rig.perform(set_click(True))
    rig.session.rehearsal.set_percent(75)
    rig.session.rehearsal.leave_out(TAPE)
    rig.run_stopped()
    rig.perform(set_tempo(60.0))
    rig.run_stopped()
    assert np.abs(np.diff(starts(rig.play(4.0))) - RATE / 0.75).max() <= 1
    rig.session.new_song(rig.session.document.folder.parent / "Other", "Other")
    assert rig.session.rehearsal.percent == 100 and rig.session.rehearsal.left_out is None
    assert rig.session.transport.practice.time == AS_WRITTEN
