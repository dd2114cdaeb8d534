"""The one way to start a process of our own: `worktape engine|bounce-job|probe|calibrate-job`, hidden subcommands.

Each runs in its own session (a Ctrl+C in the terminal does not reach it), with its own log, and ends by os._exit, because
an audio library may hang for ever in its own clean-up.

Lives: window or command line starts them; each child runs `run_hidden`.
"""

import os
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

import platformdirs

from audio_engine.leftovers import sweep_blocks
from audio_engine.log import log_path

HIDDEN = ("engine", "bounce-job", "probe", "calibrate-job", "compile-kernels")


def runtime_folder() -> Path:
    """A private folder for addresses and keys of running engines (`WORKTAPE_RUNTIME` moves it, for tests)."""
    chosen = os.environ.get("WORKTAPE_RUNTIME")
    if chosen:
        folder = Path(chosen)
    elif sys.platform != "linux" or "XDG_RUNTIME_DIR" in os.environ:
        folder = Path(platformdirs.user_runtime_dir("worktape", appauthor=False))
    else:
        folder = Path(platformdirs.user_state_dir("worktape", appauthor=False)) / "run"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.gettempdir()) / f"worktape-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def start(kind: str, *arguments: str, output: int | None = None, feed: bool = False) -> subprocess.Popen[bytes]:
    """Start a hidden subcommand in a session of its own. `output` takes its stdout (a pipe), `feed` gives it a stdin to
    write to; stderr goes to its log.
    """
    sweep_blocks()
    log = log_path(kind)
    if log.exists() and log.stat().st_size > 1 << 20:
        os.replace(log, log.with_suffix(".old.log"))
    root = str(Path(__file__).parent.parent)
    with open(log, "ab") as sink:
        return subprocess.Popen(
            [sys.executable, "-c", f"import sys; sys.path.insert(0, {root!r}); "
             "from audio_engine.launcher import run_hidden; run_hidden(sys.argv[1:])", kind, *arguments],
            stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
            stdout=sink if output is None else output,
            stderr=sink,
            start_new_session=True,
        )  # fmt: skip


def run_hidden(argv: list[str]) -> None:
    """Run a hidden subcommand and never return; return at once when argv names none."""
    if not argv or argv[0] not in HIDDEN:
        return
    code = 1
    try:
        code = _main(argv[0], argv[1:])
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _main(kind: str, arguments: list[str]) -> int:
    if kind == "engine":
        from audio_engine.server import server

        return server.main(arguments)
    if kind == "bounce-job":
        from audio_engine import bounce

        return bounce.main(arguments)
    if kind == "probe":
        from audio_engine import probe

        return probe.main(arguments)
    if kind == "calibrate-job":
        from audio_engine import calibrate

        return calibrate.main(arguments)
    from audio_engine import loudness  # every kernel that Python calls is compiled at import
    from audio_engine.disk import pcm
    from audio_engine.rt import callback

    return 0 if callback.callback.address and pcm and loudness else 1
