"""What you hear is what you bounce: the same bits, whatever the blocks."""

from pathlib import Path

import numpy as np
import pytest

from audio_engine.bounce.job import start
from audio_engine.bounce.render import render
from audio_engine.bounce.request import BounceProblem, BounceRequest
from audio_engine.capacity import group_number
from audio_engine.disk import wav
from audio_engine.mix_delays import mix_delays
from audio_engine.output_file import OutputFile
from audio_engine.plan import (
    BusPlan,
    ChannelPlan,
    ChannelValues,
    CurvePlan,
    MixPlan,
    SendValues,
    StripValues,
    TrackTimeline,
)
from tests.helpers.engine import RATE, EngineRig, blocks_of, effect, phones, random_blocks, span, values, write_wav

FRAMES = 3 * RATE
START = 4801  # off the 64-frame grid


STRIP = {
    "high_pass_on": 1.0, "high_pass_slope": 1.0, "gate_on": 1.0, "gate_threshold_db": -40.0, "eq_on": 1.0,
    "eq_low_gain_db": 4.0, "eq_high_mid_gain_db": -6.0, "compressor_on": 1.0, "compressor_threshold_db": -30.0,
    "de_esser_on": 1.0, "saturation_on": 1.0, "saturation_drive_db": 9.0,
}  # fmt: skip


def song(folder: Path) -> tuple[MixPlan, tuple[TrackTimeline, ...]]:
    """Every kind of channel, strip section and effect, automation of many values, and headphones that must not matter."""
    random = np.random.default_rng(7)
    mono = write_wav(folder / "mono.wav", (random.standard_normal((FRAMES, 1)) * 0.1).astype(np.float32))
    stereo = write_wav(folder / "stereo.wav", (random.standard_normal((FRAMES, 2)) * 0.1).astype(np.float32))
    frames = (0, RATE, 2 * RATE)
    curves = (
        CurvePlan("fader_gain", 0, frames, (1.0, 0.2, 0.8), (0.5, -0.5, 0.0), geometric=True),
        CurvePlan("pan", 0, frames, (-1.0, 1.0, 0.0)),
        CurvePlan("eq_low_gain_db", 0, frames, (-6.0, 9.0, 0.0)),
        CurvePlan("send_gain", 0, frames, (0.0, 1.0, 0.1), geometric=True),
    )
    group, upper = group_number(1, 0), group_number(2, 3)
    pre = ChannelValues(
        StripValues(fader_gain=0.5, pan=0.4), (SendValues(0.2, -0.7, 1.0, 1.0), SendValues(0.4, 0.7, 1.0))
    )
    channels = (
        ChannelPlan(0, 1, output=group, values=values((0.3, 0.1), (0.9,), trim_gain=-1.2, **STRIP), curves=curves),
        ChannelPlan(2, 2, values=pre, output=upper),
        ChannelPlan(4, 1, values=values(on=0.0)),
        ChannelPlan(17, 1, values=values((0.1, 0.2, 0.3), fader_gain=0.6, compressor_on=1.0, compressor_key_lane=0.0)),
    )
    buses = (
        BusPlan(0, "master", outputs=(0, 1), values=values(fader_gain=0.9, compressor_on=1.0),
                effect=effect("master", limiter_on=1.0, limiter_ceiling_db=-12.0)),
        BusPlan(1, "reverb", effect=effect("reverb", kind=1.0, decay_s=1.2)),
        BusPlan(2, "delay", effect=effect("delay", ping_pong=1.0, time_frames=9000)),
        BusPlan(3, "chorus", values=values(eq_on=1.0, eq_high_gain_db=6.0)),
        BusPlan(group, "group", output=upper, values=values((0.1,), **STRIP)),
        BusPlan(upper, "group", values=values(width=0.5, compressor_on=1.0, compressor_before_eq=1.0)),
        phones(),
    )  # fmt: skip
    timelines = (
        TrackTimeline(0, 1, (span(mono, FRAMES),)),
        TrackTimeline(2, 2, (span(stereo, FRAMES // 2, 1000),)),
        TrackTimeline(4, 1, (span(mono, FRAMES),)),
        TrackTimeline(17, 1, (span(mono, FRAMES, 500),)),
    )
    return MixPlan(RATE, channels, buses), timelines


def bounced(folder: Path) -> np.ndarray:
    plan, timelines = song(folder)
    request = BounceRequest(
        plan=plan, timelines=timelines, start_frame=START, end_frame=FRAMES, depth="32f",
        files=(OutputFile(name="mix", path=str(folder / "mix.wav")),),
    )  # fmt: skip
    render(request, lambda share: None)
    return wav.from_bytes((folder / "mix.wav").read_bytes()[wav.HEADER_BYTES :], wav.WavFormat(RATE, 2, 4))


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    return bounced(tmp_path_factory.mktemp("bounce"))


@pytest.mark.parametrize("block", [16, 64, 1000, 4096, "random"])
def test_playback_from_a_stop_has_the_bits_of_the_bounce(tmp_path: Path, reference: np.ndarray, block: object) -> None:
    plan, timelines = song(tmp_path)
    rig = EngineRig(plan, timelines)
    rig.locate(START)
    rig.roll()
    total = FRAMES - START
    blocks = random_blocks(total, 3) if block == "random" else blocks_of(total, int(str(block)))
    late = mix_delays(plan).master
    heard = rig.run([*blocks, late])
    assert np.abs(reference).max() > 0.01
    assert np.array_equal(heard[late:, :2], reference)


def test_playing_twice_gives_the_same_bits_although_the_reverb_was_still_ringing(tmp_path: Path) -> None:
    plan, timelines = song(tmp_path)
    rig = EngineRig(plan, timelines)
    takes = []
    for _ in range(2):
        rig.locate(0)
        rig.roll()
        takes.append(rig.run([512] * 50))
        rig.command(2)  # stop
        rig.run([512] * 4)
    assert np.array_equal(takes[0][:, :2], takes[1][:, :2])


def test_stems_sum_to_the_mix_before_the_master(tmp_path: Path) -> None:
    plan, timelines = song(tmp_path)
    files = [OutputFile(name=f"s{s}", path=str(tmp_path / f"s{s}.wav"), slot=s) for s in (4, 17)]
    into_master = (1, 2, 3, group_number(2, 3))
    files += [OutputFile(name=f"b{b}", path=str(tmp_path / f"b{b}.wav"), bus=b) for b in into_master]
    for depth, limit in (("32f", -120.0), ("24", -110.0)):
        request = BounceRequest(
            plan=plan, timelines=timelines, start_frame=0, end_frame=FRAMES, depth=depth, overwrite=True,
            files=tuple(files),
        )  # fmt: skip
        result = render(request, lambda share: None)
        assert result.null_db is not None
        assert result.null_db < limit
        assert {f.length_frames for f in result.files} == {FRAMES}


def test_an_existing_file_is_not_overwritten_unasked(tmp_path: Path) -> None:
    plan, timelines = song(tmp_path)
    there = tmp_path / "mix.wav"
    there.write_text("mine")
    request = BounceRequest(
        plan=plan, timelines=timelines, start_frame=0, end_frame=100,
        files=(OutputFile(name="mix", path=str(there)),),
    )  # fmt: skip
    with pytest.raises(BounceProblem, match="exists already"):
        start(request)
    assert there.read_text() == "mine"
