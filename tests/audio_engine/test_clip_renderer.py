"""Clips as samples. Hazard: a join that dips, clicks or lets a covered clip be heard."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from audio_engine.disk.clip_renderer import ClipRenderer
from audio_engine.disk.open_files import OpenFiles
from audio_engine.plan import ClipSpan, TrackTimeline

RATE = 48000


def constant(folder: Path, name: str, value: float, frames: int = 2000) -> str:
    path = folder / f"{name}.wav"
    soundfile.write(path, np.full(frames, value, np.float32), RATE, subtype="FLOAT")
    return str(path)


def rendered(spans: tuple[ClipSpan, ...], frames: int, pieces: tuple[int, ...] = ()) -> np.ndarray:
    out = np.empty((1, frames), np.float32)
    tape, at = ClipRenderer(TrackTimeline(0, 1, spans), OpenFiles()), 0
    for piece in (*pieces, frames - sum(pieces)):
        tape.render(at, out[:, at : at + piece])
        at += piece
    return out[0]


@pytest.mark.parametrize("pieces", [(), (17, 64, 301, 5, 400)])
def test_a_cross_fade_goes_at_equal_power_from_what_lies_beneath(tmp_path: Path, pieces: tuple[int, ...]) -> None:
    below, above = constant(tmp_path, "below", 1.0), constant(tmp_path, "above", 0.5)
    spans = (ClipSpan(below, 0, 0, 600), ClipSpan(above, 500, 0, 500, cross_in_frames=100, cross_out_frames=50))
    got = rendered(spans, 1000, pieces)
    share = np.arange(100) / 100 * np.pi / 2
    assert np.array_equal(got[:500], np.ones(500, np.float32))
    assert np.allclose(got[500:600], np.cos(share) + 0.5 * np.sin(share), atol=1e-6)
    assert np.array_equal(got[600:950], np.full(350, 0.5, np.float32)), "nothing of the covered clip is left"
    assert np.allclose(got[950:], 0.5 * np.sin(np.arange(50, 0, -1) / 50 * np.pi / 2), atol=1e-6)


def test_a_fade_hides_what_lies_beneath(tmp_path: Path) -> None:
    below, above = constant(tmp_path, "below", 1.0), constant(tmp_path, "above", 0.5)
    got = rendered((ClipSpan(below, 0, 0, 1000), ClipSpan(above, 200, 0, 400, 1.0, 100, 100)), 1000)
    assert np.allclose(got[200:300], 0.5 * np.arange(100) / 100, atol=1e-6)
    assert np.allclose(got[500:600], 0.5 * np.arange(100, 0, -1) / 100, atol=1e-6)
    assert np.array_equal(got[600:], np.ones(400, np.float32))


def test_a_file_that_ends_early_leaves_silence_in_its_clip(tmp_path: Path) -> None:
    below, short = constant(tmp_path, "below", 1.0), constant(tmp_path, "short", 0.5, 300)
    spans = (ClipSpan(below, 0, 0, 1000), ClipSpan(short, 100, 0, 600, cross_in_frames=10))
    got = rendered(spans, 1000)
    assert np.array_equal(got[400:700], np.zeros(300, np.float32)) and got[700] == 1.0
