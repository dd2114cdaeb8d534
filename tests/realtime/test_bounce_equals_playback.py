"""What you hear is what you bounce: the same bits, whatever the blocks."""

from pathlib import Path

import numpy as np
import pytest

from audio_engine import bounce
from audio_engine.disk import wav
from audio_engine.plan import BusPlan, ChannelPlan, ChannelValues, CurvePlan, MixPlan, TrackTimeline
from tests.helpers.engine import RATE, Desk, blocks_of, random_blocks, span, write_wav

FRAMES = 3 * RATE
START = 4801  # off the 64-frame grid


def song(folder: Path) -> tuple[MixPlan, tuple[TrackTimeline, ...]]:
    """Mono and stereo tracks with sends into both effects, an automated fader, and headphones that must not matter."""
    random = np.random.default_rng(7)
    mono = write_wav(folder / "mono.wav", (random.standard_normal((FRAMES, 1)) * 0.1).astype(np.float32))
    stereo = write_wav(folder / "stereo.wav", (random.standard_normal((FRAMES, 2)) * 0.1).astype(np.float32))
    curve = CurvePlan("fader_gain", 0, (0, RATE, 2 * RATE), (1.0, 0.2, 0.8))
    channels = (
        ChannelPlan(0, 1, values=ChannelValues(1.2, 0.7, -0.3, 1.0, (0.3, 0.1), (0.9,)), curves=(curve,)),
        ChannelPlan(2, 2, values=ChannelValues(1.0, 0.5, 0.4, 1.0, (0.2, 0.4), (0.5,))),
        ChannelPlan(4, 1, values=ChannelValues(on=0.0)),
    )
    buses = (
        BusPlan("master", outputs=(0, 1), fader_gain=0.9),
        BusPlan("reverb", decay_s=1.2),
        BusPlan("delay", delay_frames=9000),
        BusPlan("headphones", outputs=(2, 3)),
    )
    timelines = (
        TrackTimeline(0, 1, (span(mono, FRAMES),)),
        TrackTimeline(2, 2, (span(stereo, FRAMES // 2, 1000),)),
        TrackTimeline(4, 1, (span(mono, FRAMES),)),
    )
    return MixPlan(RATE, channels, buses), timelines


def bounced(folder: Path) -> np.ndarray:
    plan, timelines = song(folder)
    request = bounce.BounceRequest(
        plan=plan, timelines=timelines, start_frame=START, end_frame=FRAMES, depth="32f",
        files=(bounce.OutputFile(name="mix", path=str(folder / "mix.wav")),),
    )  # fmt: skip
    bounce.render(request, lambda share: None)
    return wav.from_bytes((folder / "mix.wav").read_bytes()[wav.HEADER_BYTES :], wav.WavFormat(RATE, 2, 4))


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    return bounced(tmp_path_factory.mktemp("bounce"))


@pytest.mark.parametrize("block", [16, 64, 1000, 4096, "random"])
def test_playback_from_a_stop_has_the_bits_of_the_bounce(tmp_path: Path, reference: np.ndarray, block: object) -> None:
    plan, timelines = song(tmp_path)
    desk = Desk(plan, timelines)
    desk.locate(START)
    desk.roll()
    total = FRAMES - START
    blocks = random_blocks(total, 3) if block == "random" else blocks_of(total, int(str(block)))
    heard = desk.run(blocks)
    assert np.abs(reference).max() > 0.01
    assert np.array_equal(heard[:, :2], reference)


def test_playing_twice_gives_the_same_bits_although_the_reverb_was_still_ringing(tmp_path: Path) -> None:
    plan, timelines = song(tmp_path)
    desk = Desk(plan, timelines)
    takes = []
    for _ in range(2):
        desk.locate(0)
        desk.roll()
        takes.append(desk.run([512] * 50))
        desk.command(2)  # stop
        desk.run([512] * 4)
    assert np.array_equal(takes[0][:, :2], takes[1][:, :2])


def test_stems_sum_to_the_mix_before_the_master(tmp_path: Path) -> None:
    plan, timelines = song(tmp_path)
    files = [bounce.OutputFile(name=f"s{s}", path=str(tmp_path / f"s{s}.wav"), slot=s) for s in (0, 2, 4)]
    files += [bounce.OutputFile(name=f"b{b}", path=str(tmp_path / f"b{b}.wav"), bus=b) for b in (1, 2)]
    for depth, limit in (("32f", -120.0), ("24", -110.0)):
        request = bounce.BounceRequest(
            plan=plan, timelines=timelines, start_frame=0, end_frame=FRAMES, depth=depth, overwrite=True,
            files=tuple(files),
        )  # fmt: skip
        result = bounce.render(request, lambda share: None)
        assert result.null_db is not None
        assert result.null_db < limit
        assert {f.length_frames for f in result.files} == {FRAMES}


def test_an_existing_file_is_not_overwritten_unasked(tmp_path: Path) -> None:
    plan, timelines = song(tmp_path)
    there = tmp_path / "mix.wav"
    there.write_text("mine")
    request = bounce.BounceRequest(
        plan=plan, timelines=timelines, start_frame=0, end_frame=100,
        files=(bounce.OutputFile(name="mix", path=str(there)),),
    )  # fmt: skip
    with pytest.raises(bounce.BounceProblem, match="there already"):
        bounce.start(request)
    assert there.read_text() == "mine"
