"""`make bench`: speed and memory as ratios within one run; machines are shared and noisy, so nothing here is a test.

A generated session (seeded, 32 mono tracks of 180 s, 24 bit, gain, pan and a reverb send) is bounced as whole processes
against the floor of reading the same files; then start-up, and the callback's share of its block on the pump.
"""

import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

from audio_engine import bounce
from audio_engine.disk import wav
from audio_engine.plan import BusPlan, ChannelPlan, ChannelValues, ClipSpan, MixPlan, TrackTimeline

RATE, SECONDS, TRACKS = 48000, 180, 32
READ_ALL = """
import sys, soundfile
for path in sys.argv[1:]:
    with soundfile.SoundFile(path) as file:
        for block in file.blocks(65536, dtype="float32"):
            pass
"""


def session(folder: Path) -> tuple[MixPlan, tuple[TrackTimeline, ...], list[str]]:
    """Plan, timelines and paths of the generated session."""
    random = np.random.default_rng(2026)
    time_s = np.arange(RATE * SECONDS) / RATE
    paths = []
    for track in range(TRACKS):
        tone = 0.1 * np.sin(2 * np.pi * (110 + 37 * track) * time_s) * (0.5 + 0.5 * np.sin(np.pi * time_s + track))
        samples = (tone + 0.01 * random.standard_normal(len(time_s))).astype(np.float32)[:, None]
        path = folder / f"track {track:02}.wav"
        kind = wav.WavFormat(RATE, 1, 3)
        path.write_bytes(wav.header(kind, len(samples)) + bytes(wav.to_bytes(samples, 3)))
        paths.append(str(path))
    channels = tuple(
        ChannelPlan(t, 1, values=ChannelValues(fader_gain=0.3, pan=-1 + 2 * t / (TRACKS - 1), send_gains=(0.1,)))
        for t in range(TRACKS)
    )
    plan = MixPlan(RATE, channels, (BusPlan("master", outputs=(0, 1)), BusPlan("reverb")))
    timelines = tuple(
        TrackTimeline(t, 1, (ClipSpan(path, 0, 0, RATE * SECONDS),)) for t, path in enumerate(paths)
    )  # fmt: skip
    return plan, timelines, paths


def timed(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - began


def proportional_bytes(pid: int) -> int:
    """Proportional set size of a process, in bytes (Linux)."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def bounced(plan: MixPlan, timelines: tuple[TrackTimeline, ...], files: tuple[bounce.OutputFile, ...], depth: bounce.Depth
            ) -> tuple[float, int, bounce.BounceResult]:  # fmt: skip
    """Seconds, largest proportional memory of the bounce process, result."""
    began = time.perf_counter()
    job = bounce.start(
        bounce.BounceRequest(
            plan=plan, timelines=timelines, start_frame=0, end_frame=RATE * SECONDS, files=files, depth=depth,
            overwrite=True,
        )
    )  # fmt: skip
    largest = 0

    def watch() -> None:
        nonlocal largest
        while not job.finished:
            largest = max(largest, proportional_bytes(job._child.pid))
            time.sleep(0.1)

    watcher = threading.Thread(target=watch)
    watcher.start()
    result = job.wait()
    watcher.join()
    return time.perf_counter() - began, largest, result


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plan, timelines, paths = session(folder)
        mix = (bounce.OutputFile(name="mix", path=str(folder / "mix.wav")),)
        stems = tuple(
            bounce.OutputFile(name=f"{t}", path=str(folder / "stems" / f"{t}.wav"), slot=t) for t in range(TRACKS)
        ) + (bounce.OutputFile(name="Reverb", path=str(folder / "stems" / "reverb.wav"), bus=1),)
        bounced(plan, timelines, mix, "24")
        print(f"{'':28}{'seconds':>9}{'ratio':>9}")
        floors, mixes = [], []
        for _ in range(3):
            floors.append(timed([sys.executable, "-c", READ_ALL, *paths]))
            mixes.append(bounced(plan, timelines, mix, "24"))
        floor, best = float(np.median(floors)), float(np.median([m[0] for m in mixes]))
        print(f"{'reading the files (floor)':28}{floor:9.2f}{1.0:9.2f}")
        print(f"{'bounce, 24 bit':28}{best:9.2f}{best / floor:9.2f}  of the floor, at most 2.5")
        print(f"{'  memory (PSS)':28}{max(m[1] for m in mixes) / 1e6:9.0f} MB         at most 400")
        for depth in ("32f", "24"):
            seconds, _, result = bounced(plan, timelines, stems, depth)
            print(
                f"{'stems, ' + depth:28}{seconds:9.2f}{seconds / best:9.2f}  of the bounce; null {result.null_db:.1f} dBFS"
            )
    window = [sys.executable, "-c", "import numba, PySide6.QtWidgets"]
    imports = min(timed(window) for _ in range(3))
    print(f"{'import numba, QtWidgets':28}{imports:9.2f}{1.0:9.2f}")
    kernels = min(timed([sys.executable, "-c", "import audio_engine.rt.callback"]) for _ in range(3))
    print(f"{'loading the kernels':28}{kernels:9.2f}{kernels / imports:9.2f}")


if __name__ == "__main__":
    main()
