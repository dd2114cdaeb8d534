"""The callback's rules: nothing but an allow-list of symbols, nothing compiled after start, bounds kept."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from audio_engine.rt.callback import callback

ROOT = Path(__file__).parents[2]
# maths, memory moves that the compiler makes of loops, and llvm intrinsics
ALLOWED = {"exp", "floor", "round", "memset", "memcpy", "memmove", "log", "pow", "sqrt", "tan", "tanh", "asinh"}
# numba's wrapper around a cfunc names these, only for an error that kernels never make
WRAPPER = {"numba_gil_ensure", "numba_gil_release", "numba_unpickle", "numba_do_raise"}
# the far end of a reference count that is never taken: our arrays are made of addresses and own nothing
NEVER_REACHED = {"NRT_Free", "NRT_MemInfo_call_dtor"}


def test_the_callback_calls_nothing_outside_the_allow_list() -> None:
    """Read from the module as it was compiled and optimised; the kernel cache keeps it beside the machine code."""
    library = callback._library  # numba shows the text of what it compiled just now only, not of what it loaded
    text = str(library._get_module_for_linking())
    symbols = set(re.findall(r'^declare [^@]*@"?([^"(]+)"?\(', text, re.M))
    symbols = {s for s in symbols if not s.startswith(("llvm.", "Py", "_Py"))}
    assert {"numba_gil_ensure", "tan"} <= symbols, "the text is not the callback's"
    foreign = {s for s in symbols if s not in ALLOWED | WRAPPER | NEVER_REACHED and not s.startswith("numba_")}
    assert not foreign, foreign
    assert not {s for s in symbols if "alloc" in s.lower()}, "a kernel allocates"


def run_python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "ignore", "-c", code]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, **environment})


_COUNT_VECTORS = """
import re
import audio_engine
from audio_engine.rt import kernel
kernel.FLAGS["cache"] = False  # code from the cache cannot be looked at
from audio_engine.rt import dynamics, filters
for function in (filters.run_one, filters.run_four, dynamics.run_compressor, dynamics.run_gate):
    function.load()
    text = "".join(function.inspect_asm().values())
    wide = len(re.findall(r"v(?:f?n?madd|mul)\\w*ps\\s.*[yz]mm", text)) + len(re.findall(r"fmla?\\s+v\\d+\\.4s", text))
    print(function.__name__, wide)
"""


def test_filters_and_compressor_work_on_whole_vectors() -> None:
    """Eight floats at once or more (four on AArch64): a load behind a condition or a row that might overlap undoes it."""
    answer = run_python(_COUNT_VECTORS)
    counts = {line.split()[0]: int(line.split()[1]) for line in answer.stdout.splitlines()}
    assert set(counts) == {"run_one", "run_four", "run_compressor", "run_gate"}, answer.stderr
    assert counts["run_one"] >= 5
    assert counts["run_four"] >= 20
    assert counts["run_compressor"] >= 10
    assert counts["run_gate"] >= 5


_NO_COMPILE = """
import sys
sys.path.insert(0, {root!r})
import audio_engine
from numba.core import event
from audio_engine.client import client
from audio_engine.server import server
from audio_engine.rt import callback, meter, ring
from tests.realtime.test_bounce_equals_playback import song
from tests.helpers.engine import EngineRig
from pathlib import Path
with event.install_recorder("numba:compile") as recorder:
    plan, timelines = song(Path({folder!r}))
    rig = EngineRig(plan, timelines)
    rig.roll(recording=1, count_in=480)
    rig.run([512] * 20)
    rig.command(4, 1, 0, 4800)
    rig.run([512] * 20)
    import numpy as np
    meter.take_peaks(rig.memory.lane_peak, np.empty(256, np.float32))
    ring.pop(rig.memory.events, rig.memory.event_index, np.zeros(5, np.int64))
print(len(recorder.buffer))
"""


def test_nothing_compiles_after_start(tmp_path: Path) -> None:
    code = _NO_COMPILE.format(root=str(ROOT), folder=str(tmp_path))
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert answer.stdout.strip() == "0", answer.stdout + answer.stderr


_OVERRUN = """
import sys
import audio_engine, numpy as np, numba
from numba import types
@numba.njit(types.float32(types.Array(types.float32, 1, "C"), types.int64), cache=False, error_model="numpy")
def beyond(values, index):
    return values[index]
try:
    beyond(np.zeros(4, np.float32), 4)
except IndexError:
    pass
else:
    sys.exit("bounds are not checked")
import pytest
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", *{files}]))
"""
BOUNDS_CHECKED = (
    "test_transport.py",
    "test_bounce_equals_playback.py",
    "test_reference_mixer.py",
    "test_plan_changes.py",
)


@pytest.mark.rules
def test_the_engine_keeps_its_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kernels with bounds checks have a cache folder of their own, which a later run finds again."""
    monkeypatch.delenv("NUMBA_CACHE_DIR")  # this process's, without checks
    files = [f"tests/realtime/{name}" for name in BOUNDS_CHECKED]
    answer = run_python(_OVERRUN.format(files=files), NUMBA_BOUNDSCHECK="1")
    assert answer.returncode == 0, answer.stdout[-3000:] + answer.stderr[-2000:]


def test_the_ring_loses_and_reorders_nothing_between_threads() -> None:
    import threading
    import time

    from audio_engine.rt import layout as at
    from audio_engine.rt.ring import pop, push

    records, index = np.zeros((at.COMMANDS, at.COMMAND_WORDS), np.int64), np.zeros(at.RING_INDEX_WORDS, np.int64)
    total = 200_000

    def produce() -> None:
        record, sent = np.zeros(at.COMMAND_WORDS, np.int64), 0
        while sent < total:
            record[:] = sent
            if push(records, index, record):
                sent += 1
            else:
                time.sleep(0)  # full: the other thread is to have the interpreter, not to wait for it

    thread = threading.Thread(target=produce)
    thread.start()
    record, got = np.zeros(at.COMMAND_WORDS, np.int64), 0
    while got < total:
        if pop(records, index, record):
            assert record[0] == got
            assert record[-1] == got
            got += 1
        else:
            time.sleep(0)
    thread.join()
