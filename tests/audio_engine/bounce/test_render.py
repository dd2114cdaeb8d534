"""What a bounce renders: a range as in the whole, tails, stems that are counted as they were written."""

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import soundfile

from audio_engine.bounce.render import render
from audio_engine.bounce.request import BounceProblem, BounceRequest, BounceResult
from audio_engine.disk.reader import DiskReader
from audio_engine.output_file import OutputFile, OutputWriter
from audio_engine.plan import BusPlan, ChannelPlan, MixPlan, TrackTimeline
from tests.helpers.engine import RATE, effect, span, values, write_wav

FRAMES = RATE


def song(folder: Path, channels: int = 2) -> tuple[MixPlan, tuple[TrackTimeline, ...]]:
    """Bursts into a compressor, a reverb and a limiter: nothing that could be cut into without being heard."""
    random = np.random.default_rng(5)
    bursts = (np.arange(FRAMES) // 6000 % 2)[:, None] * random.standard_normal((FRAMES, 1)) * 0.1
    file = write_wav(folder / "bursts.wav", bursts.astype(np.float32))
    plans = tuple(
        ChannelPlan(slot, 1, values=values((0.5,), compressor_on=1.0, compressor_threshold_db=-40.0))
        for slot in range(channels)
    )
    limiter = effect("master", limiter_on=1.0, limiter_ceiling_db=-12.0)
    buses = (
        BusPlan(0, "master", outputs=(0, 1), effect=limiter),
        BusPlan(1, "reverb", effect=effect("reverb", decay_s=0.5)),
    )
    return MixPlan(RATE, plans, buses), tuple(TrackTimeline(n, 1, (span(file, FRAMES),)) for n in range(channels))


def rendered(
    folder: Path, files: Sequence[OutputFile], start: int = 0, end: int = FRAMES, **more: object
) -> BounceResult:
    plan, timelines = song(folder)
    request = BounceRequest(
        plan=plan, timelines=timelines, start_frame=start, end_frame=end, files=tuple(files), **more
    )  # type: ignore[arg-type]
    return render(request, lambda share: None)


def mix(path: Path) -> OutputFile:
    return OutputFile(name="Mix", path=str(path))


@pytest.mark.parametrize("depth", ["16", "32f"])
def test_a_range_has_the_bits_of_the_same_seconds_of_the_whole(tmp_path: Path, depth: str) -> None:
    """Effects began empty, which is 8 dB of difference."""
    first, last = 29_001, 43_210
    rendered(tmp_path, [mix(tmp_path / "whole.wav")], depth=depth, run_in_frame=0)
    rendered(tmp_path, [mix(tmp_path / "range.wav")], first, last, depth=depth, run_in_frame=0)
    whole, part = (soundfile.read(tmp_path / f"{name}.wav", dtype="float32")[0] for name in ("whole", "range"))
    assert np.abs(part).max() > 0.05 and np.array_equal(part, whole[first:last])


def test_a_part_in_sound_begins_and_ends_like_a_raised_cosine(tmp_path: Path) -> None:
    first, last, fade = 29_001, 43_210, 240
    rendered(tmp_path, [mix(tmp_path / "plain.wav")], first, last, depth="32f", run_in_frame=0)
    edges = {"fade_in_frames": fade, "fade_out_frames": fade}
    rendered(tmp_path, [mix(tmp_path / "faded.wav")], first, last, depth="32f", run_in_frame=0, **edges)
    plain, faded = (soundfile.read(tmp_path / f"{name}.wav", dtype="float32")[0] for name in ("plain", "faded"))
    gains = np.ones(last - first)
    gains[:fade] = 0.5 - 0.5 * np.cos(np.pi * np.arange(fade) / fade)
    gains[-fade:] = 0.5 + 0.5 * np.cos(np.pi * np.arange(fade) / fade)
    assert np.allclose(faded, plain * gains[:, None], atol=1e-6)
    assert np.array_equal(faded[fade:-fade], plain[fade:-fade])


def test_a_tail_that_is_cut_fades_like_a_raised_cosine(tmp_path: Path) -> None:
    fade, end = 4800, FRAMES
    rendered(tmp_path, [mix(tmp_path / "plain.wav")], depth="32f")
    rendered(tmp_path, [mix(tmp_path / "faded.wav")], depth="32f", fade_out_frames=fade)
    plain, faded = (soundfile.read(tmp_path / f"{name}.wav", dtype="float32")[0] for name in ("plain", "faded"))
    gains = np.ones(end)
    gains[-fade:] = 0.5 + 0.5 * np.cos(np.pi * np.arange(fade) / fade)
    assert np.allclose(faded, plain * gains[:, None], atol=1e-6) and np.array_equal(faded[:-fade], plain[:-fade])


@pytest.mark.parametrize("kind", [0, 1, 2], ids=["room", "plate", "hall"])
def test_a_reverb_is_ninety_decibels_down_after_one_and_a_half_decay_times(tmp_path: Path, kind: int) -> None:
    """As long as a bounce lets it ring on; it was cut at -31 dB."""
    plan, timelines = song(tmp_path, 1)
    reverb = BusPlan(1, "reverb", effect=effect("reverb", kind=float(kind), decay_s=1.0, pre_delay_ms=0.0))
    plain = MixPlan(RATE, (ChannelPlan(0, 1, values=values((1.0,))),), (BusPlan(0, "master", outputs=(0, 1)), reverb))
    request = BounceRequest(
        plan=plain, timelines=timelines, start_frame=0, end_frame=FRAMES + RATE * 3 // 2, depth="32f",
        files=(mix(tmp_path / "tail.wav"),),
    )  # fmt: skip
    render(request, lambda share: None)
    samples = soundfile.read(tmp_path / "tail.wav")[0]
    end_db = 20 * np.log10(np.abs(samples[-RATE // 20 :]).max() / np.abs(samples).max())
    assert -120 < end_db < -88


@pytest.mark.parametrize(("depth", "least", "most"), [("32f", -200.0, -120.0), ("16", -95.0, -78.0)])
def test_the_sum_of_stems_is_that_of_what_was_written(tmp_path: Path, depth: str, least: float, most: float) -> None:
    """It said -80.9 where the files summed to -70.4: the dither was left out, and was one and the same in all files."""
    files = [OutputFile(name=f"t{slot}", path=str(tmp_path / f"t{slot}.wav"), slot=slot) for slot in range(2)]
    files += [OutputFile(name="reverb", path=str(tmp_path / "r.wav"), bus=1)]
    result = rendered(tmp_path, files, depth=depth)
    assert result.null_db is not None and least < result.null_db < most
    if depth == "16":
        exact = rendered(tmp_path, files, depth="32f", overwrite=True)
        assert exact.null_db is not None and exact.null_db < result.null_db - 20
    doubled = rendered(tmp_path, [*files, OutputFile(name="t0 again", path=str(tmp_path / "x.wav"), slot=0)],
                       depth="32f", overwrite=True)  # fmt: skip
    assert doubled.null_db is not None and doubled.null_db > -30, "one too many is seen"
    left_out = OutputFile(name="t0 again", path=str(tmp_path / "x.wav"), slot=0, summed=False)
    within = rendered(tmp_path, [*files, left_out], depth="32f", overwrite=True)
    assert within.null_db is not None and within.null_db < -120


def test_stems_at_another_rate_are_compared_with_the_mix_at_that_rate(tmp_path: Path) -> None:
    files = [OutputFile(name=f"t{slot}", path=str(tmp_path / f"t{slot}.wav"), slot=slot) for slot in range(2)]
    files += [OutputFile(name="reverb", path=str(tmp_path / "r.wav"), bus=1)]
    result = rendered(tmp_path, files, depth="32f", rate_hz=44100)
    assert result.rate_hz == 44100 and result.null_db is not None and result.null_db < -110
    assert {file.length_frames for file in result.files} == {44100}


def test_an_encoder_that_fails_ends_the_bounce_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it raises: the renderer waited for ever for room in the queue of a thread that was gone."""

    def fail(writer: OutputWriter, samples: object, last: bool = False) -> object:
        raise AssertionError("written != len(data)")

    plan, timelines = song(tmp_path)
    folder = tmp_path / "out"
    request = BounceRequest(
        plan=plan, timelines=timelines, start_frame=0, end_frame=100 * FRAMES, files=(mix(folder / "m.wav"),)
    )  # fmt: skip
    monkeypatch.setattr(OutputWriter, "write", fail)
    with pytest.raises(BounceProblem, match="cannot be written"):
        render(request, lambda share: None)
    assert not list(folder.iterdir())
    assert not [thread for thread in threading.enumerate() if thread.name == "encoder"]


def test_a_file_that_appears_meanwhile_stays_and_no_other_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, finish = tmp_path / "out", OutputWriter.finish
    files = [OutputFile(name=f"t{slot}", path=str(folder / f"t{slot}.wav"), slot=slot) for slot in range(2)]

    def late(writer: OutputWriter) -> object:
        (folder / "t1.wav").write_text("mine")
        return finish(writer)

    monkeypatch.setattr(OutputWriter, "finish", late)
    with pytest.raises(BounceProblem, match="appeared meanwhile"):
        rendered(tmp_path, files)
    assert [(path.name, path.read_text()) for path in folder.iterdir()] == [("t1.wav", "mine")]


def test_a_decoder_that_dies_ends_the_bounce_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel waited for it for ever."""
    plan, timelines = song(tmp_path)
    request = BounceRequest(
        plan=plan, timelines=timelines, start_frame=0, end_frame=100 * FRAMES,
        files=(OutputFile(name="mix", path=str(tmp_path / "out" / "mix.wav")),),
    )  # fmt: skip
    primed = DiskReader.ready

    def ready_and_then_broken(reader: DiskReader) -> bool:
        if not primed(reader):
            return False
        monkeypatch.setattr(DiskReader, "fill", fail)
        return True

    def fail(_reader: DiskReader) -> bool:
        raise RuntimeError("anything")

    monkeypatch.setattr(DiskReader, "ready", ready_and_then_broken)
    with pytest.raises(BounceProblem, match=r"could not be read: anything\. Nothing was kept"):
        render(request, lambda share: None)
    assert list((tmp_path / "out").iterdir()) == []
