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


class LossyDesk(Recorder):
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
def desk() -> LossyDesk:
    return LossyDesk()


def takes(result: PassResult, folder: Path) -> tuple[Take, ...]:
    return add_takes(result, folder).apply(fresh_song("Song", RATE)).tracks[0].takes


def test_a_loss_before_the_pass_is_not_marked_on_its_take(desk: LossyDesk, tmp_path: Path) -> None:
    desk.lose(2048)
    desk.play(BLOCK)  # it is certain 0.2 s later, when the pass has begun
    desk.record(take_request(tmp_path))
    desk.play(RATE)
    desk.command(at.COMMAND_STOP)
    desk.play(RATE)
    assert desk.memory.clock["dropouts"] == 1
    assert desk.result.gaps == () and desk.lost == []


def test_a_loss_is_told_while_the_take_goes_on(desk: LossyDesk, tmp_path: Path) -> None:
    desk.record(take_request(tmp_path))
    rolled = desk.engine_frame
    desk.play(RATE // 2)
    behind = desk.lose(128)
    desk.play(RATE // 2)
    (gap,) = desk.lost
    assert (gap.timeline_frame, gap.file_frame, gap.length_frames) == (behind - rolled, behind - rolled, 128)
    assert not desk.results, "it is still running"
    desk.writer.close_pass("The test ends.")


def test_a_loss_in_one_round_of_a_loop_is_marked_on_that_round(desk: LossyDesk, tmp_path: Path) -> None:
    desk.memory.server_control.command(at.COMMAND_LOOP, 1, 0, RATE)
    desk.record(take_request(tmp_path))
    desk.play(RATE * 5 // 4, level=0.25)
    desk.lose(64)  # in the second round
    desk.play(RATE * 3 // 4, level=0.5)
    desk.play(RATE, level=0.125)
    desk.command(at.COMMAND_STOP)
    desk.play(RATE // 4)
    found = takes(desk.result, tmp_path)
    assert [len(take.dropouts) for take in found] == [0, 1, 0]
    assert [round(take.peak_db, 1) for take in found] == [-12.0, -6.0, -18.1], "each its own peak"


def test_a_loss_that_is_certain_only_after_stop_is_marked(desk: LossyDesk, tmp_path: Path) -> None:
    desk.record(take_request(tmp_path))
    desk.play(RATE // 2)
    desk.lose(256)
    desk.play(BLOCK * 4)
    desk.command(at.COMMAND_STOP)
    desk.play(RATE)
    (gap,) = desk.result.gaps
    assert gap.length_frames == 256 and takes(desk.result, tmp_path)[0].dropouts
    assert soundfile.info(desk.result.files[0].path).frames < RATE * 3 // 4, "the take ends where Stop was"


def test_a_loss_after_stop_is_no_loss_of_the_take(desk: LossyDesk, tmp_path: Path) -> None:
    desk.record(take_request(tmp_path))
    desk.play(RATE // 2)
    desk.lose(256)
    desk.play(BLOCK)  # the callback suspects something: the pass waits, and meanwhile more is lost
    desk.command(at.COMMAND_STOP)
    desk.play(RATE // 10)
    desk.lose(512)
    desk.play(RATE)
    assert len(desk.results) == 1 and len(desk.result.gaps) <= 1


def test_what_is_kept_afterwards_carries_the_losses_of_its_time(desk: LossyDesk, tmp_path: Path) -> None:
    desk.lose(512)
    desk.play(4 * RATE)
    behind = desk.lose(64)
    desk.play(RATE)
    desk.writer.keep_recent(take_request(tmp_path), 3.0)
    desk.play(BLOCK)
    (gap,) = desk.result.gaps
    kept_from = desk.engine_frame - BLOCK - 3 * RATE
    assert (gap.file_frame, gap.length_frames) == (behind - kept_from, 64)


def crashed(folder: Path) -> PassResult:
    """The running pass as it would be read back if the engine died now: from a copy, as reading back adds to the journal."""
    copy = Path(tempfile.mkdtemp(dir=folder)) / "Song"
    for kind in ("audio", "passes"):
        shutil.copytree(folder / kind, copy / kind)
    return read_back(copy / "passes" / "p1.jsonl")


def test_a_loss_that_is_not_certain_when_the_engine_dies_is_marked(desk: LossyDesk, tmp_path: Path) -> None:
    desk.record(take_request(tmp_path))
    rolled = desk.engine_frame
    desk.play(RATE // 2)
    behind = desk.lose(256)
    desk.play(BLOCK * 4)
    (gap,) = crashed(tmp_path).gaps
    assert (gap.timeline_frame, gap.file_frame, gap.length_frames) == (behind - rolled, behind - rolled, 256)
    assert takes(crashed(tmp_path), tmp_path)[0].dropouts
    assert desk.lost == [], "nothing is told before it is certain"
    desk.play(RATE // 2)
    assert crashed(tmp_path).gaps == (gap,), "certain now, and one"
    desk.writer.close_pass("The test ends.")
    assert desk.result.gaps == (gap,)


def test_a_loss_that_is_not_certain_when_the_device_goes_is_marked(desk: LossyDesk, tmp_path: Path) -> None:
    desk.record(take_request(tmp_path))
    desk.play(RATE // 2)
    desk.lose(256)
    desk.play(BLOCK * 4)
    desk.writer.close_pass("The device is gone.")
    assert [gap.length_frames for gap in desk.result.gaps] == [256]


def test_a_clock_that_was_only_late_leaves_no_mark(desk: LossyDesk, tmp_path: Path) -> None:
    desk.record(take_request(tmp_path))
    desk.play(RATE // 2)
    desk.lose(40)
    desk.play(BLOCK * 4)
    assert len(crashed(tmp_path).gaps) == 1, "it may be one"
    desk.gone = 0
    desk.play(RATE)
    assert crashed(tmp_path).gaps == ()
    desk.command(at.COMMAND_STOP)
    desk.play(RATE)
    assert desk.result.gaps == ()


@pytest.mark.parametrize("flags", [2, 4])  # input overflow, output underflow
def test_a_loss_that_stops_the_devices_clock_as_well_is_marked(desk: LossyDesk, tmp_path: Path, flags: int) -> None:
    """Synchronous JACK: the engine stood for a second, 1152 frames were gone, and the take was called verified."""
    desk.record(take_request(tmp_path))
    rolled = desk.engine_frame
    desk.play(RATE // 2)
    behind = desk.engine_frame
    desk.stall(flags)
    desk.play(RATE // 2)
    assert [gap.length_frames for gap in crashed(tmp_path).gaps] == [0], "also if the engine died now"
    desk.command(at.COMMAND_STOP)
    desk.play(RATE)
    (gap,) = desk.result.gaps
    assert (gap.timeline_frame, gap.length_frames) == (behind - rolled, 0), "nobody can tell how long"
    assert takes(desk.result, tmp_path)[0].dropouts
    assert desk.memory.clock["dropouts"] == 1


def test_a_pass_that_is_stopped_right_after_a_stall_waits_for_what_comes_of_it(desk: LossyDesk, tmp_path: Path) -> None:
    desk.record(take_request(tmp_path))
    desk.play(RATE // 2)
    desk.stall(2)
    desk.command(at.COMMAND_STOP)
    desk.play(RATE)
    assert len(desk.result.gaps) == 1


def test_a_stall_whose_length_the_clock_shows_is_one_loss(desk: LossyDesk, tmp_path: Path) -> None:
    desk.record(take_request(tmp_path))
    desk.play(RATE // 2)
    desk.lose(512)
    desk.stall(2)
    desk.play(RATE)
    desk.command(at.COMMAND_STOP)
    desk.play(RATE)
    assert [gap.length_frames for gap in desk.result.gaps] == [512]


def test_a_stall_while_the_clock_is_odd_anyway_is_marked_once_where_it_was(desk: LossyDesk, tmp_path: Path) -> None:
    """On a busy machine the clock is hardly ever steady: a stall of a second was not marked, or two seconds early."""
    desk.record(take_request(tmp_path))
    rolled = desk.engine_frame
    desk.play(RATE // 4)
    for late in range(36, 44):  # it runs ahead more and more
        desk.gone = late * 20
        desk.play(RATE // 20)
    behind = desk.engine_frame
    desk.stall(2)
    for late in range(44, 60):
        desk.gone = late * 20
        desk.play(RATE // 20)
    desk.gone = 0
    desk.play(RATE)
    desk.command(at.COMMAND_STOP)
    desk.play(RATE)
    assert behind - rolled in [gap.timeline_frame for gap in desk.result.gaps]
    assert len(desk.result.gaps) == 1


def test_a_callback_that_is_late_and_lost_nothing_leaves_no_mark(desk: LossyDesk, tmp_path: Path) -> None:
    desk.record(take_request(tmp_path))
    desk.stall(0)
    desk.play(RATE, flags=0)
    desk.play(BLOCK, flags=2)  # and an alarm that belongs to no stall
    desk.play(RATE)
    desk.command(at.COMMAND_STOP)
    desk.play(RATE)
    assert desk.result.gaps == ()


def test_a_pass_read_back_after_a_crash_has_the_same_marks(desk: LossyDesk, tmp_path: Path) -> None:
    desk.record(take_request(tmp_path))
    desk.play(RATE // 2)
    desk.lose(64)
    desk.play(RATE // 2)
    desk.command(at.COMMAND_STOP)
    desk.play(RATE // 4)
    journal = Path(desk.result.journal)
    lines = [line for line in journal.read_text().splitlines() if '"finished"' not in line and '"checksum"' not in line]
    journal.write_text("\n".join(lines) + "\n")
    again = read_back(journal)
    assert again.recovered and again.gaps == desk.result.gaps
    assert again.files[0].round_peaks == desk.result.files[0].round_peaks == (0.25,)
