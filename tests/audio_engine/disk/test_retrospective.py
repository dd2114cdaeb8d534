"""Hazards: a kept take that lies a block off, that ends in another round, that a crash loses, that costs the callback.

It costs the callback nothing: `process.capture` writes every open input into its ring in every block, recording or not,
so a block runs the same code with and without; 80000 blocks of 64 frames with 8 inputs, rings of 60 s against rings of a
pass, alternating: 1.00 of the time. What is kept is read from the ring by the writer thread: 8 inputs of 60 s in 0.2 s.
"""

import json
from pathlib import Path

import numpy as np

from audio_engine.disk.recovery import read_back
from audio_engine.disk.transport_history import TransportHistory
from audio_engine.disk.writer import CHUNK_FRAMES, CHUNKS_A_ROUND, retrospective_frames
from audio_engine.memory import CAPTURE_LEAST_S, EngineMemory, capture_frames
from audio_engine.plan import ChannelPlan, MixPlan, TrackTimeline
from audio_engine.rt import layout as at
from tests.helpers.engine import MASTER, RATE, blocks_of, random_blocks
from tests.helpers.recorder import Recorder, frames_in, take_request

LATENCY = 211
PLAN = MixPlan(RATE, (ChannelPlan(0, 1, (0,), True, "off"),), (MASTER,))
INPUTS = 8


def rig(inputs: int = INPUTS) -> Recorder:
    return Recorder(PLAN, [TrackTimeline(0, 1)], inputs=inputs)


def keep(made: Recorder, folder: Path, seconds: float = 60.0, start_frame: int = 0, inputs: int = INPUTS) -> None:
    asked = take_request(folder, tuple(range(inputs)), start_frame=start_frame, latency_frames=LATENCY)
    made.writer.begin_retrospective(asked, seconds)


def check_contents(made: Recorder, first: int, frames: int) -> None:
    """All files hold the same unbroken stretch, each of its own input."""
    for channel, file in enumerate(made.result.files):
        assert file.length_frames == frames
        assert np.array_equal(frames_in(file.path, channel), np.arange(first, first + frames)), channel


def test_eight_inputs_played_to_the_song_lie_where_they_were_played(tmp_path: Path) -> None:
    """More than a ring's length goes by first, so that the kept minute lies around its seam."""
    made = rig()
    made.hear(blocks_of(40 * RATE, 4096))
    made.locate(5 * RATE)
    made.roll()
    rolled_at = made.engine_frame
    made.hear(blocks_of(75 * RATE, 4096))
    now = made.engine_frame
    keep(made, tmp_path)
    made.hear([1024] * 4)
    frames = 60 * RATE
    check_contents(made, now - frames, frames)
    (round_,) = made.result.rounds
    assert (round_.file_start_frame, round_.length_frames) == (0, frames)
    heard_first = now - frames - LATENCY  # what the first sample kept is the answer to
    assert round_.timeline_start_frame == 5 * RATE + heard_first - rolled_at


def test_eight_inputs_played_without_the_song_lie_at_the_playhead(tmp_path: Path) -> None:
    made = rig()
    made.hear(random_blocks(3 * RATE, 5))
    now = made.engine_frame
    keep(made, tmp_path, 2.0, start_frame=777)
    made.write()
    check_contents(made, now - 2 * RATE, 2 * RATE)
    assert [(r.timeline_start_frame, r.file_start_frame) for r in made.result.rounds] == [(777, 0)]


def test_the_roll_that_just_ended_counts_and_what_lies_before_it_stays_in_the_file(tmp_path: Path) -> None:
    made = rig(2)
    made.hear(blocks_of(2 * RATE, 1000))
    rolled_at = made.engine_frame
    made.roll()
    made.hear(blocks_of(3 * RATE, 1000))
    made.command(at.COMMAND_STOP)
    stopped_at = made.engine_frame
    made.hear([1000] * 20)
    now = made.engine_frame
    keep(made, tmp_path, inputs=2)
    made.write()
    (round_,) = made.result.rounds
    assert (round_.timeline_start_frame, round_.length_frames) == (0, stopped_at - rolled_at)
    held = frames_in(made.result.files[0].path)
    assert held[round_.file_start_frame] == rolled_at + LATENCY, "the answer to the first sample of the song"
    assert held[-1] == now - 1


def test_what_was_played_longer_after_the_song_goes_to_the_playhead(tmp_path: Path) -> None:
    made = rig(1)
    made.roll()
    made.hear(blocks_of(RATE, 1000))
    made.command(at.COMMAND_STOP)
    made.hear(blocks_of(2 * RATE, 1000))
    keep(made, tmp_path, start_frame=RATE, inputs=1)
    made.write()
    (round_,) = made.result.rounds
    assert round_.timeline_start_frame == RATE
    assert frames_in(made.result.files[0].path)[round_.file_start_frame] == RATE + LATENCY


def test_rounds_of_a_loop_are_kept_as_takes(tmp_path: Path) -> None:
    made = rig(1)
    made.command(at.COMMAND_LOOP, 1, 1000, 11000)
    made.locate(1000)
    made.roll()
    rolled_at = made.engine_frame
    made.hear(blocks_of(34567, 256))
    now = made.engine_frame
    keep(made, tmp_path, inputs=1)
    made.write()
    rounds = made.result.rounds
    held = frames_in(made.result.files[0].path)
    assert [r.timeline_start_frame for r in rounds] == [1000] * 4
    assert [int(held[r.file_start_frame]) - LATENCY - rolled_at for r in rounds] == [0, 10000, 20000, 30000]
    assert held[rounds[-1].file_start_frame + rounds[-1].length_frames - 1] == now - 1


def test_a_loop_that_turns_in_the_fade_of_a_stop_makes_no_round(tmp_path: Path) -> None:
    made = rig(1)
    made.command(at.COMMAND_LOOP, 1, 1000, 11000)
    made.locate(1000)
    made.roll()
    rolled_at = made.engine_frame
    made.hear(blocks_of(9900, 100))
    made.command(at.COMMAND_STOP)  # 100 frames before the loop's end, and the fade is 480 long
    made.hear(blocks_of(2000, 100))
    keep(made, tmp_path, inputs=1)
    made.write()
    (round_,) = made.result.rounds
    held = frames_in(made.result.files[0].path)
    assert (round_.timeline_start_frame, round_.length_frames) == (1000, 9900)
    assert int(held[round_.file_start_frame]) - LATENCY == rolled_at


def test_any_rolling_lies_where_the_callback_had_it(tmp_path: Path) -> None:
    """Random starts, stops, locates and loops: every sample of a round lies where the tape was `latency` before."""
    assert sum(frames_that_lie_right(tmp_path / str(seed), seed) for seed in range(20)) > 10000


def frames_that_lie_right(folder: Path, seed: int) -> int:
    """Of rounds, as far as the test knows where the tape was: in blocks without a jump."""
    random = np.random.default_rng(seed)
    made, tape = rig(1), np.full(200_000, -1)
    for _ in range(40):
        match int(random.integers(6)):
            case 0:
                made.command(at.COMMAND_STOP)
            case 1:
                made.command(at.COMMAND_LOCATE, int(random.integers(0, 50000)))
            case 2:
                start = int(random.integers(0, 20000))
                made.command(at.COMMAND_LOOP, int(random.integers(2)), start, start + int(random.integers(500, 9000)))
            case _:
                made.roll()
        made.prime()
        for frames in random_blocks(int(random.integers(64, 3000)), int(random.integers(1 << 30))):
            before = made.word("state") == at.ROLLING, made.word("timeline"), made.engine_frame
            made.hear([frames])
            made.prime()
            after = made.word("state") == at.ROLLING, made.word("timeline")
            if before[0] and after[0] and after[1] == before[1] + frames:
                tape[before[2] : before[2] + frames] = np.arange(before[1], before[1] + frames)
    keep(made, folder, start_frame=123456, inputs=1)
    made.write()
    held = frames_in(made.result.files[0].path)
    assert held[0] == LATENCY and held[-1] == made.engine_frame - 1
    checked = 0
    for round_ in made.result.rounds:
        begin, end = round_.file_start_frame, round_.file_start_frame + round_.length_frames
        was = tape[held[begin:end] - LATENCY]
        if round_.timeline_start_frame != 123456:
            claimed = round_.timeline_start_frame + np.arange(end - begin)
            assert np.array_equal(claimed[was >= 0], was[was >= 0]), seed
            checked += int((was >= 0).sum())
    assert made.result.rounds
    return checked


def test_a_crash_in_the_middle_is_read_back(tmp_path: Path) -> None:
    made = rig(1)
    made.roll()
    made.hear(blocks_of(10 * RATE, 4096))
    keep(made, tmp_path, inputs=1)
    assert made.writer.work(), "one round writes a part only, so that messages get through"
    result = read_back(tmp_path / "passes" / "p1.jsonl")
    (round_,) = result.rounds
    assert result.recovered
    assert round_.timeline_start_frame == 0 and round_.length_frames == CHUNK_FRAMES * CHUNKS_A_ROUND
    made.write()


def test_a_pass_can_be_recorded_right_after(tmp_path: Path) -> None:
    made = rig(1)
    made.hear([1000] * 10)
    keep(made, tmp_path, 0.1, inputs=1)
    made.hear([1000])
    assert made.writer.running is None
    made.record(take_request(tmp_path, pass_id="p2", end_frame=5000))
    rolled_at = made.engine_frame
    made.hear([1000] * 7)
    assert np.array_equal(frames_in(made.result.files[0].path), np.arange(rolled_at, rolled_at + 5000))


def test_a_punch_and_its_count_in_are_read_back_after_a_crash(tmp_path: Path) -> None:
    made = rig(1)
    made.record(take_request(tmp_path, punch_in_frame=3001, punch_out_frame=6001, count_in_frames=4000))
    made.hear([1000] * 20)
    (round_,) = read_back(tmp_path / "passes" / "p1.jsonl").rounds
    assert (round_.timeline_start_frame, round_.file_start_frame, round_.length_frames) == (3001, 7001, 3000)
    made.writer.close_pass("end")


def test_a_journal_without_a_count_in_is_read_as_before(tmp_path: Path) -> None:
    made = rig(1)
    made.record(take_request(tmp_path, start_frame=0, end_frame=5000))
    made.hear([1000] * 6)
    journal = tmp_path / "passes" / "p1.jsonl"
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    old = [line for line in lines if line["line"] not in ("began", "finished")]
    for name in ("punch_in_frame", "punch_out_frame"):
        del old[0]["request"][name]
    journal.write_text("".join(json.dumps(line) + "\n" for line in old))
    assert read_back(journal).rounds == made.result.rounds


def test_rings_reach_back_a_minute_and_a_switched_off_one_no_further_than_a_pass_needs() -> None:
    for rate in (44100, 48000, 96000):
        assert retrospective_frames(capture_frames(rate, 8)) >= 60 * rate
    off = EngineMemory(RATE, 2, 2, remembered_s=0.0).capture.shape[1]
    assert CAPTURE_LEAST_S * RATE <= off <= 2 * CAPTURE_LEAST_S * RATE


def test_history_forgets_what_no_ring_holds() -> None:
    history = TransportHistory(1000)
    for engine in range(0, 100000, 100):
        history.add_event(at.EVENT_ROLL if engine % 200 else at.EVENT_STOP, engine, engine, 0)
    assert len(history.between(99000, 100000)) <= 12
    assert len(history._marks) <= 13
