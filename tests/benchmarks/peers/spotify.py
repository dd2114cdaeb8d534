"""Spotify's pedalboard, in the interpreter that WORKTAPE_BENCH_PEDALBOARD_PYTHON names or in this one."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.measuring import Cost, timed
from tests.benchmarks.peers import levels
from tests.benchmarks.session import COMPRESSOR, EQ, RATE_HZ, Session

NAME = "pedalboard"
VARIABLE = "WORKTAPE_BENCH_PEDALBOARD_PYTHON"
SCRIPT = Path(__file__).with_name("pedalboard_mix.py")


def _python() -> str:
    return os.environ.get(VARIABLE) or sys.executable


def problem() -> str:
    try:
        found = subprocess.run([_python(), "-c", "import pedalboard"], capture_output=True).returncode == 0
    except OSError:
        found = False
    return "" if found else f"{_python()} cannot import it ({VARIABLE} names another interpreter)"


def _mix(session: Session) -> dict[str, object]:
    compressor = {key: getattr(COMPRESSOR, key) for key in ("threshold_db", "ratio", "attack_ms", "release_ms")}
    tracks = [{"path": str(t.path), "levels": (*levels(t), t.gain * t.send_gain)} for t in session.tracks]
    return {
        "variant": session.variant, "frames": session.frames, "rate_hz": RATE_HZ, "eq": EQ, "compressor": compressor,
        "tracks": tracks,
    }  # fmt: skip


def run(session: Session, output: Path, threads: int = 1) -> Cost:
    mix = output.with_suffix(".json")
    mix.write_text(json.dumps(_mix(session)))
    return timed([_python(), str(SCRIPT), str(mix), str(output), str(threads)])
