"""Hazards: a loss marked on a take that it did not hit, or on every round of a loop; one at the very end that nobody marks;
one that is told only when the take has ended; a round that carries another one's peak."""

import shutil
import tempfile
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.edits.songs import fresh_song
from app.edits.takes import add_takes
from app.model.take import Take
from audio_engine.disk.recovery import read_back
from audio_engine.plan import ChannelPlan, MixPlan, TrackTimeline
from audio_engine.protocol import PassResult
from audio_engine.rt import layout as at
from tests.helpers.engine import MASTER, RATE
from tests.helpers.recorder import Recorder, take_request

BLOCK = 64
SETTLED = RATE  # by then the device's clock is believed
PLAN = MixPlan(RATE, (ChannelPlan(0, 1, (0,), True, "off"),), (MASTER,))


class LossyRig(Recorder):
    """A device that says when its samples came, and loses some."""

    def __init__(self) -> None:
        super().__init__(PLAN, [TrackTimeline(0, 1)])
        self.gone = 0
        self.memory.set_cycle_rate(1e12 * RATE)  # only a test makes a callback late
        self.play(SETTLED)

    def lose(self, frames: int) -> int:
        """Before the next block; the engine frame of the first sample behind it."""
        self.gone += frames
        return self.engine_frame

    def stall(self, flags: int) -> None:
        """The next callback comes far too late, and the device says `flags` with it."""
        self.memory.set_cycle_rate(1e-9 * RATE)
        self.play(BLOCK, flags=flags)
        self.memory.set_cycle_rate(1e12 * RATE)

    def play(self, frames: int, level: float = 0.25, flags: int = 0) -> None:
        heard = np.full((BLOCK, 2), level, np.float32)
        for _ in range(frames // BLOCK):
            while self.reader.filled_until() < self.word("roll") + BLOCK:
                self.reader.fill()
            self.pump.run(BLOCK, heard, adc_s=100.0 + (self.engine_frame + self.gone) / RATE, flags=flags)
            self.write()


@pytest.fixture
def rig() -> LossyRig:
    return LossyRig()


def takes(result: PassResult, folder: Path) -> tuple[Take, ...]:
    return add_takes(result, folder).apply(fresh_song("Song", RATE)).tracks[0].takes


def test_a_loss_before_the_pass_is_not_marked_on_its_take(rig: LossyRig, tmp_path: Path) -> None:
    rig.lose(2048)
    rig.play(BLOCK)  # it is certain 0.2 s later, when the pass has begun
    rig.record(take_request(tmp_path))
    rig.play(RATE)
    rig.command(at.COMMAND_STOP)
    rig.play(RATE)
    assert rig.memory.clock["dropouts"] == 1
    assert rig.result.gaps == () and rig.lost == []


def test_a_loss_is_told_while_the_take_goes_on(rig: LossyRig, tmp_path: Path) -> None:
    rig.record(take_request(tmp_path))
    rolled = rig.engine_frame
    rig.play(RATE // 2)
    behind = rig.lose(128)
    rig.play(RATE // 2)
    (gap,) = rig.lost
    assert (gap.timeline_frame, gap.file_frame, gap.length_frames) == (behind - rolled, behind - rolled, 128)
    assert not rig.results, "it is still running"
    rig.writer.close_pass("The test ends.")


def test_a_loss_in_one_round_of_a_loop_is_marked_on_that_round(rig: LossyRig, tmp_path: Path) -> None:
    rig.memory.server_control.command(at.COMMAND_LOOP, 1, 0, RATE)
    rig.record(take_request(tmp_path))
    rig.play(RATE * 5 // 4, level=0.25)
    rig.lose(64)  # in the second round
    rig.play(RATE * 3 // 4, level=0.5)
    rig.play(RATE, level=0.125)
    rig.command(at.COMMAND_STOP)
    rig.play(RATE // 4)
    found = takes(rig.result, tmp_path)
    assert [len(take.dropouts) for take in found] == [0, 1, 0]
    assert [round(take.peak_db, 1) for take in found] == [-12.0, -6.0, -18.1], "each its own peak"


def test_a_loss_that_is_certain_only_after_stop_is_marked(rig: LossyRig, tmp_path: Path) -> None:
    rig.record(take_request(tmp_path))
    rig.play(RATE // 2)
    rig.lose(256)
    rig.play(BLOCK * 4)
    rig.command(at.COMMAND_STOP)
    rig.play(RATE)
    (gap,) = rig.result.gaps
    assert gap.length_frames == 256 and takes(rig.result, tmp_path)[0].dropouts
    assert soundfile.info(rig.result.files[0].path).frames < RATE * 3 // 4, "the take ends where Stop was"


def test_a_loss_after_stop_is_no_loss_of_the_take(rig: LossyRig, tmp_path: Path) -> None:
    rig.record(take_request(tmp_path))
    rig.play(RATE // 2)
    rig.lose(256)
    rig.play(BLOCK)  # the callback suspects something: the pass waits, and meanwhile more is lost
    rig.command(at.COMMAND_STOP)
    rig.play(RATE // 10)
    rig.lose(512)
    rig.play(RATE)
    assert len(rig.results) == 1 and len(rig.result.gaps) <= 1


def test_what_is_kept_afterwards_carries_the_losses_of_its_time(rig: LossyRig, tmp_path: Path) -> None:
    rig.lose(512)
    rig.play(4 * RATE)
    behind = rig.lose(64)
    rig.play(RATE)
    rig.writer.begin_retrospective(take_request(tmp_path), 3.0)
    rig.play(BLOCK)
    (gap,) = rig.result.gaps
    kept_from = rig.engine_frame - BLOCK - 3 * RATE
    assert (gap.file_frame, gap.length_frames) == (behind - kept_from, 64)


def crashed(folder: Path) -> PassResult:
    """The running pass as it would be read back if the engine died now: from a copy, as reading back adds to the journal."""
    copy = Path(tempfile.mkdtemp(dir=folder)) / "Song"
    for kind in ("audio", "passes"):
        shutil.copytree(folder / kind, copy / kind)
    return read_back(copy / "passes" / "p1.jsonl")


def test_a_loss_that_is_not_certain_when_the_engine_dies_is_marked(rig: LossyRig, tmp_path: Path) -> None:
    rig.record(take_request(tmp_path))
    rolled = rig.engine_frame
    rig.play(RATE // 2)
    behind = rig.lose(256)
    rig.play(BLOCK * 4)
    (gap,) = crashed(tmp_path).gaps
    assert (gap.timeline_frame, gap.file_frame, gap.length_frames) == (behind - rolled, behind - rolled, 256)
    assert takes(crashed(tmp_path), tmp_path)[0].dropouts
    assert rig.lost == [], "nothing is told before it is certain"
    rig.play(RATE // 2)
    assert crashed(tmp_path).gaps == (gap,), "certain now, and one"
    rig.writer.close_pass("The test ends.")
    assert rig.result.gaps == (gap,)


def test_a_loss_that_is_not_certain_when_the_device_goes_is_marked(rig: LossyRig, tmp_path: Path) -> None:
    rig.record(take_request(tmp_path))
    rig.play(RATE // 2)
    rig.lose(256)
    rig.play(BLOCK * 4)
    rig.writer.close_pass("The device is gone.")
    assert [gap.length_frames for gap in rig.result.gaps] == [256]


def test_a_clock_that_was_only_late_leaves_no_mark(rig: LossyRig, tmp_path: Path) -> None:
    rig.record(take_request(tmp_path))
    rig.play(RATE // 2)
    rig.lose(40)
    rig.play(BLOCK * 4)
    assert len(crashed(tmp_path).gaps) == 1, "it may be one"
    rig.gone = 0
    rig.play(RATE)
    assert crashed(tmp_path).gaps == ()
    rig.command(at.COMMAND_STOP)
    rig.play(RATE)
    assert rig.result.gaps == ()


@pytest.mark.parametrize("flags", [2, 4])  # input overflow, output underflow
def test_a_loss_that_stops_the_devices_clock_as_well_is_marked(rig: LossyRig, tmp_path: Path, flags: int) -> None:
    """Synchronous JACK: the engine stood for a second, 1152 frames were gone, and the take was called verified."""
    rig.record(take_request(tmp_path))
    rolled = rig.engine_frame
    rig.play(RATE // 2)
    behind = rig.engine_frame
    rig.stall(flags)
    rig.play(RATE // 2)
    assert [gap.length_frames for gap in crashed(tmp_path).gaps] == [0], "also if the engine died now"
    rig.command(at.COMMAND_STOP)
    rig.play(RATE)
    (gap,) = rig.result.gaps
    assert (gap.timeline_frame, gap.length_frames) == (behind - rolled, 0), "nobody can tell how long"
    assert takes(rig.result, tmp_path)[0].dropouts
    assert rig.memory.clock["dropouts"] == 1


def test_a_pass_that_is_stopped_right_after_a_stall_waits_for_what_comes_of_it(rig: LossyRig, tmp_path: Path) -> None:
    rig.record(take_request(tmp_path))
    rig.play(RATE // 2)
    rig.stall(2)
    rig.command(at.COMMAND_STOP)
    rig.play(RATE)
    assert len(rig.result.gaps) == 1


def test_a_stall_whose_length_the_clock_shows_is_one_loss(rig: LossyRig, tmp_path: Path) -> None:
    rig.record(take_request(tmp_path))
    rig.play(RATE // 2)
    rig.lose(512)
    rig.stall(2)
    rig.play(RATE)
    rig.command(at.COMMAND_STOP)
    rig.play(RATE)
    assert [gap.length_frames for gap in rig.result.gaps] == [512]


def test_a_stall_while_the_clock_is_odd_anyway_is_marked_once_where_it_was(rig: LossyRig, tmp_path: Path) -> None:
    """On a busy machine the clock is hardly ever steady: a stall of a second was not marked, or two seconds early."""
    rig.record(take_request(tmp_path))
    rolled = rig.engine_frame
    rig.play(RATE // 4)
    for late in range(36, 44):  # it runs ahead more and more
        rig.gone = late * 20
        rig.play(RATE // 20)
    behind = rig.engine_frame
    rig.stall(2)
    for late in range(44, 60):
        rig.gone = late * 20
        rig.play(RATE // 20)
    rig.gone = 0
    rig.play(RATE)
    rig.command(at.COMMAND_STOP)
    rig.play(RATE)
    assert behind - rolled in [gap.timeline_frame for gap in rig.result.gaps]
    assert len(rig.result.gaps) == 1


def test_a_callback_that_is_late_and_lost_nothing_leaves_no_mark(rig: LossyRig, tmp_path: Path) -> None:
    rig.record(take_request(tmp_path))
    rig.stall(0)
    rig.play(RATE, flags=0)
    rig.play(BLOCK, flags=2)  # and an alarm that belongs to no stall
    rig.play(RATE)
    rig.command(at.COMMAND_STOP)
    rig.play(RATE)
    assert rig.result.gaps == ()


def test_a_pass_read_back_after_a_crash_has_the_same_marks(rig: LossyRig, tmp_path: Path) -> None:
    rig.record(take_request(tmp_path))
    rig.play(RATE // 2)
    rig.lose(64)
    rig.play(RATE // 2)
    rig.command(at.COMMAND_STOP)
    rig.play(RATE // 4)
    journal = Path(rig.result.journal)
    lines = [line for line in journal.read_text().splitlines() if '"finished"' not in line and '"checksum"' not in line]
    journal.write_text("\n".join(lines) + "\n")
    again = read_back(journal)
    assert again.recovered and again.gaps == rig.result.gaps
    assert again.files[0].round_peaks == rig.result.files[0].round_peaks == (0.25,)
