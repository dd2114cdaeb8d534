"""Hazards: a computer without Inter and another look; figures that jump as a value moves; the line of a stage cut off."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QFontInfo, QFontMetrics
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QMenu, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from app.messages.stages import STAGE_WITHOUT_STEPS
from app.stages.table import stages
from ui import style_sheet, theme
from ui.interface_scale import LEAST_SCREEN
from ui.pages.stage_bar import SMALL_TEXT_LEFT, TEXT_MARGIN, wrapped
from ui.widgets.card import button, label

WEIGHTS = (400, 500, 600)
NARROWEST_TAB_PX = LEAST_SCREEN.width() // 7


@pytest.fixture(autouse=True)
def _look(qtbot: QtBot) -> None:
    style_sheet.apply(QApplication.instance())  # type: ignore[arg-type]


def test_the_typeface_comes_with_the_program(tmp_path: Path) -> None:
    """On a computer that has no fonts at all."""
    (tmp_path / "fonts.conf").write_text(
        f"<fontconfig><dir>{tmp_path}</dir><cachedir>{tmp_path}</cachedir></fontconfig>"
    )
    code = (
        "from PySide6.QtWidgets import QApplication; from PySide6.QtGui import QFontInfo; from ui import style_sheet, theme\n"
        "application = QApplication([]); style_sheet.apply(application)\n"
        f"for weight in {WEIGHTS}:\n"
        "    info = QFontInfo(theme.font(13, weight)); print(info.family(), info.weight(), info.exactMatch())\n"
    )
    environment = os.environ | {"FONTCONFIG_FILE": str(tmp_path / "fonts.conf"), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:-1] == [f"Inter {weight} True" for weight in WEIGHTS]


@pytest.mark.parametrize("weight", WEIGHTS)
def test_figures_are_of_one_width(weight: int) -> None:
    metrics = QFontMetrics(theme.font(13, weight))
    assert len({metrics.horizontalAdvance(figure * 20) for figure in "0123456789"}) == 1


def test_figures_are_of_one_width_wherever_the_style_sheet_sets_the_type() -> None:
    made: list[QWidget] = [label("0", kind) for kind in ("", "dim", "heading", "title", "warn", "bad", "good")]
    made += [button("0", lambda: None, kind) for kind in ("", "primary", "link", "record")]
    made += [QLineEdit(), QComboBox(), QSpinBox(), QMenu()]
    for widget in made:
        widget.ensurePolished()
        metrics = widget.fontMetrics()
        assert metrics.horizontalAdvance("1" * 20) == metrics.horizontalAdvance("0" * 20), widget
        assert QFontInfo(widget.font()).family() == "Inter"


def test_the_next_step_of_every_stage_is_read_whole_at_any_size_of_window_and_interface() -> None:
    metrics = QFontMetrics(theme.font(theme.SMALL_PX))
    room = NARROWEST_TAB_PX - SMALL_TEXT_LEFT - TEXT_MARGIN
    cut = [
        title
        for title in [STAGE_WITHOUT_STEPS, *(step.bar_title for stage in stages() for step in stage.steps)]
        if " ".join(wrapped(title, metrics, room)) != title
    ]
    assert not cut
