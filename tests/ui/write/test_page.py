"""Hazards: a card that is cut at an edge with no way to reach it; a low window that scrolls without need."""

from PySide6.QtWidgets import QApplication

from app.edits import blueprint
from tests.ui.conftest import WindowDriver
from ui.write.page import WriteView


def view_of(driver: WindowDriver, number: int, width: int, height: int) -> WriteView:
    driver.window.resize(width, height)
    page = driver.window.write
    page.choice.setCurrentIndex(number)
    for _ in range(3):
        driver.tick()
        QApplication.processEvents()
    view = page._stack.currentWidget()
    assert isinstance(view, WriteView)
    return view


def test_nothing_is_cut_at_the_side_and_the_common_views_need_no_scrolling(driver: WindowDriver) -> None:
    driver.window.show_page(1)
    driver.session.document.perform(blueprint.parts_from_tracks())
    page = driver.window.write
    for width, height in ((1024, 680), (1280, 800)):
        for number in range(page.choice.count()):
            view = view_of(driver, number, width, height)
            assert view.widget().width() <= view.viewport().width(), (page.choice.itemData(number), width)
            assert view.width() + page._side.width() <= page.width()
            for name, card in view.cards.items():
                assert card.width() >= card.minimumSizeHint().width(), (name, width)
            if width == 1280:
                assert view.verticalScrollBar().maximum() == 0, (page.choice.itemData(number), "needs no scrolling")
