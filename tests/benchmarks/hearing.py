"""`python -m tests.benchmarks.hearing`: how long a memo of three minutes is listened to, by the command line."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from tests.benchmarks.measuring import timed
from tests.helpers.coded import RATE, coded
from tests.helpers.played import played

SECONDS = 180


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        song = played(2, bars=24).samples
        samples = np.repeat(np.resize(song, SECONDS * RATE // 2), 2)  # its speed does not matter
        memo = coded(folder / "memo.m4a", np.stack([samples, samples], axis=1).astype(np.float32))
        worktape = [sys.executable, "-m", "app"]
        subprocess.run([*worktape, "new", str(folder / "S.worktape")], check=True, capture_output=True)
        command = [*worktape, "write", str(folder / "S.worktape"), "analyse", str(memo), "--json"]
        heard = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        print(f"{heard['seconds']:.0f} s of M4A, {heard['bpm']} bpm, {heard['key']}: {timed(command).seconds:.2f} s")


if __name__ == "__main__":
    main()
