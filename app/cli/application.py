"""The command line's Typer application, and how a command joins it.

Lives: command line, main thread.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from app.cli.reporting import reports_problems
from app.problems import LONGEST_WORD, shortened


class _Commands(TyperGroup):
    """`worktape "My Song.worktape"` opens it, as a desktop does that starts a program with a file."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        first = Path(args[0])
        if self.get_command(ctx, args[0]) is None and (len(first.parts) > 1 or first.suffix or os.path.exists(first)):
            args = ["open", *args]
        elif self.get_command(ctx, args[0]) is None:
            args = [shortened(args[0], LONGEST_WORD), *args[1:]]
        return super().resolve_command(ctx, args)


app = typer.Typer(
    name="worktape",
    cls=_Commands,
    help="A multitrack recorder and mixer: from the first take to the mix and its stems.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def command(name: str | None = None) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a command under `name`, or its function's; its docstring is the help and its problems are reported."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        return app.command(name)(reports_problems(function))

    return register


def word(of: typer.Typer) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a command of a group, as `command` does; with the name of its function."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        return of.command()(reports_problems(function))

    return register
