"""A file that only the control room hears. Hazards: it gets into the mix, the headphones or a bounce; it moves the song; it
clicks where it begins, ends or goes round; it plays at the wrong speed; one side on the other."""

from pathlib import Path

import numpy as np
import pytest

from audio_engine.capacity import FIRST_CUE
from audio_engine.plan import BusPlan, ChannelPlan, MixPlan, TrackTimeline
from audio_engine.protocol import Audition
from audio_engine.rt import layout as at
from audio_engine.server.audition import AuditionPlayer
from tests.helpers.engine import RATE, EngineRig, effect, values, write_wav

BLOCK = 64


class Room:
    """A song whose input is 0.25 on both sides of the master (0, 1) and in headphones of their own (2, 3)."""

    def __init__(self, path: Path) -> None:
        channel = ChannelPlan(0, 1, (0,), True, "in", values=values(cues=[1.0]))
        master = BusPlan(0, "master", (0, 1), effect=effect("master"))
        phones = BusPlan(FIRST_CUE, "headphones", (2, 3), values=values(), effect=effect("headphones"))
        self.rig = EngineRig(MixPlan(RATE, (channel,), (master, phones)), [TrackTimeline(0, 1)], inputs=1)
        self.path = path
        self.player = AuditionPlayer(self.rig.memory)
        self.serial = 0
        self.run(2048)

    def run(self, frames: int) -> np.ndarray:
        parts = []
        for _ in range(frames // BLOCK):
            parts.append(self.rig.run([BLOCK], np.full((BLOCK, 1), 0.25, np.float32)))
            self.player.work()
        return np.concatenate(parts)

    def play(self, **how: object) -> None:
        self.serial += 1
        self.player.play(Audition(path=str(self.path), serial=self.serial, **how))
        self.player.work()

    @property
    def shown(self) -> list[int]:
        return self.rig.memory.audition_shown[:3].tolist()


@pytest.fixture
def room(tmp_path: Path) -> Room:
    time = np.arange(RATE) / RATE
    left = 0.5 * np.sin(2 * np.pi * 100 * time)
    return Room(write_wav(tmp_path / "idea.wav", np.stack([left, 0 * left], axis=1).astype(np.float32)))


def test_it_takes_the_place_of_the_mix_in_the_room_alone(room: Room) -> None:
    before = room.run(BLOCK)[0]
    room.play(gain=0.5)
    heard = room.run(12000)[6000:]
    assert 0.24 < np.abs(heard[:, 0]).max() <= 0.2501 and not heard[:, 1].any(), "left stays left"
    mix = room.rig.memory.scope[:2, :6000]
    np.testing.assert_allclose(mix, before[0], atol=1e-6, err_msg="what is measured, and bounced, is the mix")
    np.testing.assert_array_equal(heard[:, 2:], np.broadcast_to(before[2:], (5968, 2)))
    assert room.rig.memory.transport["timeline"] == 0 and room.rig.memory.transport["state"] == at.STOPPED
    assert room.shown[:2] == [1, 1] and abs(room.shown[2] - 12000) <= BLOCK


def test_it_plays_beside_the_mix_where_that_is_wanted(room: Room) -> None:
    mix = room.run(BLOCK)[0, 1]
    room.play(replaces_mix=False)
    np.testing.assert_allclose(room.run(6000)[:, 1], mix, atol=1e-7)


def test_begin_end_and_a_new_choice_do_not_click(room: Room) -> None:
    room.play(start_frame=120, loop_start_frame=120, loop_end_frame=9000)
    heard = [room.run(24000)]
    room.player.end()
    heard.append(room.run(2048))
    steps = np.abs(np.diff(np.concatenate(heard)[:, 0]))
    assert steps.max() < 0.02, "a sine of this level moves by 0.0066 a frame, an edge would by 0.4"


def test_at_its_end_the_mix_comes_back(room: Room) -> None:
    mix = room.run(BLOCK)[0]
    room.play(start_frame=RATE - 4800)
    room.run(6400)
    assert room.shown[:2] == [1, 0]
    np.testing.assert_allclose(room.run(2048)[-1], mix, atol=1e-7)


def test_another_rate_is_played_at_its_own_speed(tmp_path: Path) -> None:
    time = np.arange(44100) / 44100
    tone = (0.5 * np.sin(2 * np.pi * 1000 * time)).astype(np.float32)[:, None]
    room = Room(write_wav(tmp_path / "memo.wav", tone, 44100))
    room.play()
    heard = room.run(24000)[12000:21600, 0]
    assert np.argmax(np.abs(np.fft.rfft(heard))) == pytest.approx(1000 * len(heard) / RATE, abs=1)
    assert abs(room.shown[2] - 24000 * 44100 / RATE) < 400


def test_what_is_no_audio_is_refused_and_the_one_before_plays_on(room: Room, tmp_path: Path) -> None:
    room.play()
    (tmp_path / "no.wav").write_bytes(b"no audio at all")
    room.path = tmp_path / "no.wav"
    with pytest.raises((OSError, RuntimeError)):
        room.play()
    room.run(640)
    assert room.shown[:2] == [1, 1]
