"""`make bench`: speed and memory as ratios within one run; machines are shared and noisy, so nothing here is a test.

A generated session is mixed by Worktape and by every peer that is installed, as whole processes, against the floor of
reading the same files; then stems, and start-up. `--quick` is for trying; `python -m tests.benchmarks.live` measures the
callback on JACK.
"""

import argparse
import os
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

from tests.benchmarks import mixes, table, worktape
from tests.benchmarks.measuring import timed
from tests.benchmarks.session import session, write_files

WINDOW = "import numba, PySide6.QtWidgets"
KERNELS = "import audio_engine.rt.callback"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description="Speed and memory of Worktape and its peers, as ratios.")
    parser.add_argument("--tracks", default="8,32,64", help="numbers of tracks (default: %(default)s)")
    parser.add_argument("--seconds", type=int, default=180, help="length of the session (default: %(default)s)")
    parser.add_argument("--variants", default="AB", help="A: gain, pan, send; B: EQ and compressor too")
    parser.add_argument("--rounds", type=int, default=3, help="runs of the fast programs; their median counts")
    parser.add_argument("--without", default="", help="peers to leave out: " + ", ".join(mixes.PEERS))
    parser.add_argument("--quick", action="store_true", help="8 tracks of 30 s, one round")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.tracks, chosen.seconds, chosen.rounds = "8", 30, 1
    return chosen


def print_stems(paths: tuple[Path, ...], seconds: int, folder: Path) -> None:
    """Stems of variant A against its bounce."""
    mix = session(paths, seconds, "A")
    alone = worktape.mixed(mix, folder / "mix.wav").seconds
    print(f"\n{'bounce A, ' + str(len(paths)) + ' tracks':28}{alone:9.2f}{1.0:9.2f}")
    for depth in ("32f", "24"):
        os.sync()  # each pays for its own files: not for those that wait to be written, nor for the room that they take
        cost, result = worktape.stems(mix, folder / f"stems {depth}", depth)
        shutil.rmtree(folder / f"stems {depth}")
        ratio = cost.seconds / alone
        print(f"{'stems, ' + depth:28}{cost.seconds:9.2f}{ratio:9.2f}  null {result.null_db:.1f} dBFS")


def print_start_up() -> None:
    imports = min(timed([sys.executable, "-c", WINDOW]).seconds for _ in range(3))
    kernels = min(timed([sys.executable, "-c", KERNELS]).seconds for _ in range(3))
    print(f"{'import numba, QtWidgets':28}{imports:9.2f}{1.0:9.2f}")
    print(f"{'loading the kernels':28}{kernels:9.2f}{kernels / imports:9.2f}")


def main() -> None:
    chosen = arguments()
    counts = [int(count) for count in chosen.tracks.split(",")]
    peers, skipped = mixes.present(chosen.without.split(","))
    for reason in skipped:
        print(f"skipped: {reason}")
    with tempfile.TemporaryDirectory(prefix="worktape-bench-") as name:
        folder = Path(name)
        paths = write_files(folder, max(counts), chosen.seconds)
        worktape.start_up(folder)  # compiles the kernels if they must be
        load = os.getloadavg()
        print(
            f"{date.today()}, {chosen.seconds} s at 48 kHz, {os.cpu_count()} cores, load {load[0]:.1f} before",
            flush=True,
        )
        rows = []
        for count in counts:
            for variant in chosen.variants:
                row = mixes.measure(session(paths[:count], chosen.seconds, variant), peers, chosen.rounds, folder)
                rows.append(row)
                print(f"  {row.line()}; load {os.getloadavg()[0]:.1f}", flush=True)
        print(f"\n{table.markdown(rows, list(peers))}\n")
        print("\n".join(table.bounds(rows)))
        print_stems(paths[: min(32, max(counts))], chosen.seconds, folder)
    print_start_up()
    print("load averages at the end:", *(f"{value:.1f}" for value in os.getloadavg()))


if __name__ == "__main__":
    main()
