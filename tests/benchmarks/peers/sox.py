"""SoX: `sox -m` over one sox a track (bass, two equalizers, treble, compand, gain and pan), reverb on the mix.

SoX knows no sends: the reverb hears the whole mix, and the dry signal passes through it.
"""

import shlex
import shutil
from pathlib import Path

from tests.benchmarks.measuring import Cost, timed
from tests.benchmarks.peers import levels
from tests.benchmarks.session import COMPRESSOR, EQ, Session, Track

NAME = "sox"
_EFFECTS = {"low shelf": "bass", "bell": "equalizer", "high shelf": "treble"}


def problem() -> str:
    return "" if shutil.which("sox") else "sox is not installed"


def _processing() -> list[str]:
    text: list[str] = []
    for band in EQ:
        if band.shape == "bell":
            text += ["equalizer", f"{band.frequency_hz}", f"{band.q}q", f"{band.gain_db}"]
        else:
            text += [_EFFECTS[band.shape], f"{band.gain_db}", f"{band.frequency_hz}", f"{band.q}q"]
    c = COMPRESSOR
    at_full_scale = c.threshold_db * (1 - 1 / c.ratio)
    curve = f"{c.knee_db}:{c.threshold_db},{c.threshold_db},0,{at_full_scale}"
    return [*text, "compand", f"{c.attack_ms / 1000},{c.release_ms / 1000}", curve]


def _track(track: Track, processing: list[str]) -> str:
    left, right = levels(track)
    return "|" + shlex.join(["sox", str(track.path), "-p", *processing, "remix", f"1v{left:.5f}", f"1v{right:.5f}"])


def run(session: Session, output: Path) -> Cost:
    processing = _processing() if session.variant == "B" else []
    parts = [word for track in session.tracks for word in ("-v", "1", _track(track, processing))]
    trim = ["trim", "0", f"{session.frames}s"]
    return timed(["sox", "-V1", "-m", *parts, "-b", "24", str(output), "reverb", "40", "50", "100", "100", *trim])
