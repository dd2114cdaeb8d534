"""What a command says on the terminal: results on stdout, a problem as one sentence on stderr.

Exit 0: done. Exit 1: a problem. Exit 2: wrong usage. Exit 130: stopped by Ctrl+C.

Lives: command line, main thread.
"""

import codecs
import io
import logging
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

import typer

from app.cli import interrupt
from app.messages.command_line import PREPARING_ENGINE, STOPPED, recover_brings_back, unexpected_error
from app.problems import REFUSALS, PathProblem, SongDamaged, as_shown, plain
from audio_engine import kernel_cache
from audio_engine.log import start_log

Reporter = Callable[[str], None]

_ASCII = {"\u2212": "-", "\u221e": "inf", "\u2026": "...", "\u00b7": "-"}
_log = logging.getLogger(__name__)


def report(text: str) -> None:
    """Write lines to stdout, without the control characters that names of songs and files may hold."""
    typer.echo("\n".join(map(plain, text.split("\n"))))


def tell_preparing() -> None:
    """Say on stderr why nothing happens for a while, where kernels have to be compiled first."""
    if not kernel_cache.is_warm():
        typer.echo(PREPARING_ENGINE, err=True)


def reports_problems(command: Callable[..., None]) -> Callable[..., None]:
    """Turn every problem of a command into one sentence on stderr and exit 1; never a traceback."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        log_file = start_log("command-line")
        try:
            interrupt.check()
            command(*args, **kwargs)
        except (typer.Exit, typer.Abort, typer.BadParameter, SystemExit):
            raise
        except interrupt.Interrupted as stopped:
            _fail(str(stopped), interrupt.EXIT_CODE)
        except KeyboardInterrupt:
            _fail(STOPPED, interrupt.EXIT_CODE)
        except BrokenPipeError:
            sys.stderr.close()
            raise typer.Exit(1) from None
        except (*REFUSALS, PathProblem) as problem:
            _log.info("%s: %s", command.__name__, problem)
            _fail(_with_remedy(problem))
        except OSError as problem:
            _log.warning("%s", command.__name__, exc_info=True)
            _fail(f"{problem.filename or 'A file'}: {problem.strerror or problem}.")
        except Exception as problem:
            _log.exception("%s", " ".join(sys.argv[1:]))
            _fail(unexpected_error(problem, log_file))

    return run


def write_plainly() -> None:
    """Let stdout and stderr bear what their encoding lacks: a minus sign becomes a hyphen, others a question mark."""
    codecs.register_error("worktape", _replacement)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="worktape")


def _replacement(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    lacking = error.object[error.start : error.end]
    return "".join(_ASCII.get(character, "?") for character in lacking), error.end


def _with_remedy(problem: Exception) -> str:
    """The sentence, and what brings a damaged song back if anything does."""
    if isinstance(problem, SongDamaged):
        from app.storage.folder import song_folder
        from app.storage.rescue import earlier_versions

        versions = earlier_versions(song_folder(problem.folder))
        if versions:
            return recover_brings_back(str(problem), versions[0].name)
    return str(problem)


def _fail(sentence: str, code: int = 1) -> NoReturn:
    typer.echo(as_shown(sentence), err=True)
    raise typer.Exit(code)
