"""The size of the whole interface, as a factor on the scaling that Qt has from the screen.

Qt can change it while the program runs, as long as no window exists; it has no public name for that. Where the name is
not found, the size holds from the next start on, by an environment variable.

Lives: window, main thread.
"""

import ctypes
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

import PySide6
from PySide6.QtCore import QSize

VARIABLE = "QT_SCALE_FACTOR"
SCALES = (0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
LEAST_SCREEN = QSize(1000, 620)  # what the window needs of a screen, in its own pixels
_in_use = [1.0]
_SYMBOLS = ("_ZN15QHighDpiScaling15setGlobalFactorEd", "?setGlobalFactor@QHighDpiScaling@@SAXN@Z")


def prepare(scale: float) -> None:
    """Before the application is made: has Qt begin with a size where it cannot be changed later."""
    if _setter() is None and scale != 1.0:
        os.environ.setdefault(VARIABLE, f"{scale:g}")


def can_change() -> bool:
    """Whether `set_scale` works here; else a new size holds from the next start on."""
    return _setter() is not None


def set_scale(scale: float) -> None:
    """Draw every window made from now on `scale` times as large. No window may exist."""
    setter = _setter()
    if setter is not None and scale != _in_use[0]:
        _in_use[0] = scale
        setter(scale * _from_environment())


def fits(scale: float, scale_now: float, screen: QSize) -> bool:
    """Whether the window has room on a screen at another size.

    Args:
        scale: The size asked about.
        scale_now: The size in use.
        screen: Of the screen, in pixels of the interface as it is now.
    """
    there = screen * (scale_now / scale)
    return there.width() >= LEAST_SCREEN.width() and there.height() >= LEAST_SCREEN.height()


@cache
def _from_environment() -> float:
    """What a user asks of every Qt program."""
    with suppress(ValueError):
        return max(0.25, float(os.environ.get(VARIABLE, "1")))
    return 1.0


@cache
def _setter() -> Callable[[float], object] | None:
    for library in _libraries():
        with suppress(OSError):
            loaded = ctypes.CDLL(library)
            for symbol in _SYMBOLS:
                if hasattr(loaded, symbol):
                    setter = loaded[symbol]
                    setter.argtypes, setter.restype = [ctypes.c_double], None
                    return setter
    return None


def _libraries() -> tuple[str, ...]:
    """Names of QtGui's library, the one that is loaded already first."""
    folder = Path(PySide6.__file__).parent
    if sys.platform == "win32":
        return ("Qt6Gui.dll", str(folder / "Qt6Gui.dll"))
    if sys.platform == "darwin":
        return (str(folder / "Qt" / "lib" / "QtGui.framework" / "Versions" / "A" / "QtGui"),)
    return ("libQt6Gui.so.6", str(folder / "Qt" / "lib" / "libQt6Gui.so.6"))
