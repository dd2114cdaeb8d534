"""Fades with shapes. Hazards: a straight fade that no longer sounds as it did; a shape that the renderer and the formula
disagree on; a fade-out that is not the mirror image; a shape lost where clips join."""

from pathlib import Path
from typing import get_args

import numpy as np
import pytest
import soundfile

from app.model import clip
from audio_engine.disk.clip_renderer import ClipRenderer
from audio_engine.disk.open_files import OpenFiles
from audio_engine.fades import FadeShape, fade_gain
from audio_engine.plan import ClipSpan, TrackTimeline

RATE = 48000
SHAPES = get_args(FadeShape)
HALF_WAY = {"linear": 0.5, "equal_power": 0.5**0.5, "slow": 0.25, "fast": 0.75, "s_curve": 0.5}


def rendered(
    folder: Path, frames: int, *, pieces: tuple[int, ...] = (), auto: bool = False, **fades: object
) -> np.ndarray:
    path = folder / "one.wav"
    soundfile.write(path, np.ones(frames, np.float32), RATE, subtype="FLOAT")
    out = np.empty((1, frames), np.float32)
    span = ClipSpan(str(path), 0, 0, frames, auto_edges=auto, **fades)  # type: ignore[arg-type]
    renderer, at = ClipRenderer(TrackTimeline(0, 1, (span,), RATE), OpenFiles()), 0
    for piece in (*pieces, frames - sum(pieces)):
        renderer.render(at, out[:, at : at + piece])
        at += piece
    return out[0]


def test_the_document_and_the_engine_know_the_same_shapes() -> None:
    assert get_args(clip.FadeShape) == SHAPES


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_rises_from_silence_to_full_level(shape: FadeShape) -> None:
    gain = fade_gain(shape, np.linspace(0.0, 1.0, 1001))
    assert gain[0] == 0.0 and gain[-1] == pytest.approx(1.0, abs=1e-12)
    assert (np.diff(gain) > 0).all()
    assert gain[500] == pytest.approx(HALF_WAY[shape], abs=1e-12)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_renderer_fades_in_and_mirrored_out_along_the_shape(tmp_path: Path, shape: FadeShape) -> None:
    fades = {"fade_in_frames": 300, "fade_out_frames": 200, "fade_in_shape": shape, "fade_out_shape": shape}
    got = rendered(tmp_path, 1000, **fades)
    assert np.allclose(got[:300], fade_gain(shape, np.arange(300) / 300), atol=1e-6)
    assert np.allclose(got[:-201:-1], fade_gain(shape, np.arange(1, 201) / 200), atol=1e-6)
    assert np.array_equal(got[300:800], np.ones(500, np.float32))
    assert np.array_equal(rendered(tmp_path, 1000, pieces=(17, 64, 301, 5, 400), **fades), got)


def test_a_straight_fade_keeps_its_bits(tmp_path: Path) -> None:
    got = rendered(tmp_path, 1000, fade_in_frames=333)
    assert np.array_equal(got[:333], (np.arange(333) / 333).astype(np.float32))


@pytest.mark.parametrize("shape", SHAPES)
def test_the_halves_of_a_split_keep_the_shapes_of_the_outer_fades(tmp_path: Path, shape: FadeShape) -> None:
    whole = rendered(
        tmp_path, 9600, auto=True,
        fade_in_frames=2000, fade_out_frames=3000, fade_in_shape=shape, fade_out_shape=shape,
    )  # fmt: skip
    path = str(tmp_path / "one.wav")
    first = ClipSpan(path, 0, 0, 5000, fade_in_frames=2000, fade_in_shape=shape, auto_edges=True)
    second = ClipSpan(path, 5000, 5000, 4600, fade_out_frames=3000, fade_out_shape=shape, auto_edges=True)
    out = np.empty((1, 9600), np.float32)
    ClipRenderer(TrackTimeline(0, 1, (first, second), RATE), OpenFiles()).render(0, out)
    assert np.array_equal(out[0], whole)
