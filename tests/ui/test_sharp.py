"""Hazards: text in a kept picture that is blurred on a screen with two device pixels for one of the window's."""

from PySide6.QtGui import QImage

from tests.ui.conftest import Desk
from ui.widgets.sharp import fits


def test_the_ruler_is_drawn_at_the_screens_resolution(desk: Desk) -> None:
    ruler = desk.window.arrange.ruler
    assert fits(ruler._drawn, ruler) and ruler._drawn.size() == ruler.size()
    ruler.devicePixelRatioF = lambda: 2.0  # type: ignore[method-assign]
    assert not fits(ruler._drawn, ruler)
    ruler.redraw()
    screen = QImage(ruler.size() * 2, QImage.Format.Format_RGB32)
    screen.setDevicePixelRatio(2.0)
    ruler.render(screen)
    assert ruler._drawn is not None and ruler._drawn.size() == ruler.size() * 2
    rows = [screen.copy(0, y, screen.width(), 1) for y in range(screen.height())]
    assert any(rows[y] != rows[y + 1] for y in range(0, len(rows), 2)), "not every pixel is drawn twice"
