"""Hazards: a picture that is let go of while its painter is open, which ends the program without a word."""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.ui.conftest import WindowDriver
from ui.arrange.ruler_picture import RulerPicture
from ui.widgets.sharp import painting

UI = Path(__file__).parents[2] / "ui"
HOMES = {"widgets/sharp.py", "printing/page.py"}  # the context manager; a document, whose painter outlives a function


def test_a_painter_is_ended_whatever_is_raised() -> None:
    picture = QImage(8, 8, QImage.Format.Format_RGB32)
    with pytest.raises(KeyError), painting(picture):
        raise KeyError("Time")
    assert not picture.paintingActive()


def test_pictures_are_painted_only_through_it() -> None:
    for path in UI.rglob("*.py"):
        if path.relative_to(UI).as_posix() not in HOMES:
            painted = set(re.findall(r"\bQPainter\((.*?)\)", path.read_text(encoding="utf-8")))
            assert painted <= {"self"}, path


def test_a_ruler_that_fails_to_paint_ends_its_painter(driver: WindowDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    painters = []

    def fail(picture: RulerPicture, *_: object) -> None:
        painters.append(picture._painter)
        raise KeyError("Time")

    monkeypatch.setattr(RulerPicture, "paint", fail)
    with pytest.raises(KeyError):
        driver.window.arrange.ruler._draw()
    assert not painters[0].isActive()
