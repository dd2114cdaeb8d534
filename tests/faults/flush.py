"""`--only flush`: the engine's writes and syncs as the system saw them, and what a power cut at any time would leave.

strace notes every write and sync of the engine. At a chosen time only those bytes of a file survive that were written before
a sync of it began, which had ended by then.
"""

import random
import re
import shutil
import stat
import sys
import time
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import soundfile

from app.session.session import Session
from audio_engine.disk import wav
from audio_engine.disk.recovery import read_back
from tests.faults import ramps
from tests.faults.rig import INPUTS, RATE_HZ, TURN_S, begin_pass, end_pass, make_song, window
from tests.faults.table import Row

PASS_S = 12.0
LINE = re.compile(r"^(\d+)\s+([\d.]+) (?:<\.\.\. )?(\w+)(?:\((\d+)<([^>]*)>| resumed>)?(.*)$")
RESULT = re.compile(r"=\s+(-?\d+)(?:<[^>]*>)?(?: .*)?$")


class Call(NamedTuple):
    """One system call on a file of the song, in seconds since the epoch."""

    begun: float
    ended: float
    name: str
    file: str
    result: int


def read_trace(path: Path) -> list[Call]:
    """All calls that ended well, in the order they ended; calls split by others' are put together."""
    calls, open_calls = [], {}
    for line in path.read_text(errors="replace").splitlines():
        found = LINE.match(line)
        if not found:
            continue
        thread, at, name, _, file, rest = found.groups()
        if "unfinished ..." in line:
            open_calls[thread] = (float(at), name, file)
            continue
        begun, name, file = open_calls.pop(thread, None) if "resumed>" in line else (float(at), name, file)
        ended = RESULT.search(rest)
        if file and ended and int(ended[1]) >= 0:
            calls.append(Call(begun, float(at), name, file, int(ended[1])))
    return calls


class Durable:
    """How many bytes of a file were safe from when on."""

    def __init__(self, calls: list[Call]) -> None:
        self.at: list[float] = [0.0]
        self.bytes: list[int] = [0]
        written: list[tuple[float, int]] = [(0.0, 0)]
        for call in calls:
            if call.name == "write":
                written.append((call.ended, written[-1][1] + call.result))
            elif call.name in ("fsync", "fdatasync"):
                there = written[bisect_right(written, (call.begun, 1 << 62)) - 1][1]
                self.at.append(call.ended)
                self.bytes.append(there)

    def bytes_at(self, moment: float) -> int:
        return self.bytes[bisect_right(self.at, moment) - 1]

    def longest_pause(self, begin: float, end: float) -> float:
        """Between two ends of syncs while the pass ran."""
        at = [begin, *(moment for moment in self.at if begin < moment < end), end]
        return max(b - a for a, b in zip(at, at[1:]))


@contextmanager
def traced(scratch: Path) -> Iterator[Path]:
    """Engines started meanwhile run under strace; the folder of their traces."""
    traces = scratch / "traces"
    traces.mkdir(parents=True)
    wrapper = scratch / "python"
    wrapper.write_text(
        f'#!/bin/sh\nexec strace -f --seccomp-bpf -y -ttt -s 0 -e trace=write,pwrite64,fdatasync,fsync -o "{traces}/$$" '
        f'"{sys.executable}" "$@"\n'
    )
    wrapper.chmod(wrapper.stat().st_mode | stat.S_IXUSR)
    real, sys.executable = sys.executable, str(wrapper)
    try:
        yield traces
    finally:
        sys.executable = real


def flush(scratch: Path, cuts: int, seed: int = 5) -> Row:
    row = Row("power cut (only what was synced, by strace)", allowed_frames=RATE_HZ)
    if shutil.which("strace") is None:
        row.problems.append("strace is not installed; on Debian or Ubuntu: apt-get install strace")
        return row
    song = make_song(scratch / "Song")
    with traced(scratch) as traces, window(song) as session:
        clocks = _record(session)
        journal = next((song / "passes").glob("*.jsonl"))
    calls = [call for trace in traces.iterdir() for call in read_trace(trace)]
    files: dict[str, list[Call]] = defaultdict(list)
    for call in calls:
        if call.file.startswith(str(song)) and call.file.endswith((".wav", ".jsonl")):
            files[call.file].append(call)
    durable = {name: Durable(sorted(found, key=lambda call: call.ended)) for name, found in files.items()}
    begun, ended = clocks[0][0], clocks[-1][0]
    pauses = [found.longest_pause(begun, ended) for found in durable.values()]
    row.told = f"{len(durable)} files, longest time between two syncs of one {max(pauses):.2f} s"
    if len(durable) != INPUTS + 1:
        row.problems.append(f"the trace shows {len(durable)} files of {INPUTS + 1}")
    chance = random.Random(seed)
    for number in range(cuts):
        _cut(scratch / f"cut {number}", song, journal, durable, clocks, chance.uniform(begun + 1.0, ended), row)
    return row


def _record(session: Session) -> list[tuple[float, int]]:
    """(time, timeline frame) as a pass goes on."""
    begin_pass(session)
    clocks = []
    until = time.monotonic() + PASS_S
    while time.monotonic() < until:
        session.poll()
        clocks.append((time.time(), session.transport.clock.frame))
        time.sleep(TURN_S)
    end_pass(session)
    return clocks


def _cut(
    folder: Path,
    song: Path,
    journal: Path,
    durable: dict[str, Durable],
    clocks: list[tuple[float, int]],
    moment: float,
    row: Row,
) -> None:
    """The song as the disk had it at `moment`, read back."""
    for name in ("audio", "passes"):
        (folder / name).mkdir(parents=True)
    for name, found in durable.items():
        survives = Path(name).read_bytes()[: found.bytes_at(moment)]
        if name.endswith(".wav"):  # the header as it was first written: recovery must not need it
            survives = wav.header(wav.WavFormat(RATE_HZ, 1, 4), 0)[: len(survives)] + survives[wav.HEADER_BYTES :]
        (folder / Path(name).relative_to(song)).write_bytes(survives)
    result = read_back(folder / "passes" / journal.name)
    at = clocks[bisect_right(clocks, (moment, 1 << 62)) - 1][1]
    heard = [ramps.listen(Path(file.path), channel) for channel, file in enumerate(result.files)]
    kept = min((soundfile.info(file.path).frames for file in result.files), default=0)
    lost = at - result.latency_frames - kept
    marked = [gap.length_frames for gap in result.gaps]
    wrong = len(ramps.damaged(heard, marked)) + INPUTS - len(heard)
    row.add(lost, wrong)
    if wrong:
        row.problems.append(f"cut {row.tries}: {marked} {heard[:2]}")
