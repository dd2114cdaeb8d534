"""A stack whose pages are made when they are first needed.

Lives: window, main thread.
"""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QWidget

P = TypeVar("P", bound=QWidget, covariant=True)


class LazyStack(QStackedWidget):
    """An empty widget stands in for every page that is not made yet.

    Args:
        pages: Their order is that of the stack.
    """

    def __init__(self, pages: "Sequence[LazyPage[QWidget]]", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for page in pages:
            page.place_in(self)

    def minimumSizeHint(self) -> QSize:
        """Of the page at the front: those behind it ask for no room."""
        page = self.currentWidget()
        return QSize() if page is None else page.minimumSizeHint().expandedTo(page.minimumSize())

    def show_page(self, page: "LazyPage[P]") -> P:
        """Bring a page to the front, and make it if need be."""
        made = page.widget
        self.setCurrentWidget(made)
        return made


class LazyPage(Generic[P]):
    """One page of a `LazyStack`.

    Args:
        make: Called once, when `widget` is first read.
    """

    def __init__(self, make: Callable[[], P]) -> None:
        self._make = make
        self.made: P | None = None  # None until it is needed
        self._stack: QStackedWidget | None = None
        self._stand_in: QWidget | None = None

    def place_in(self, stack: QStackedWidget) -> None:
        """Called by the stack."""
        self._stack, self._stand_in = stack, QWidget()
        stack.addWidget(self._stand_in)

    @property
    def widget(self) -> P:
        """The page; making it does not show it."""
        if self.made is None:
            assert self._stack is not None
            assert self._stand_in is not None
            made, at = self._make(), self._stack.indexOf(self._stand_in)
            current = self._stack.currentIndex()
            self._stack.insertWidget(at, made)
            self._stack.removeWidget(self._stand_in)
            self._stack.setCurrentIndex(current)
            self._stand_in.deleteLater()
            self.made = made
        return self.made

    @property
    def is_current(self) -> bool:
        """Whether it is at the front of its stack."""
        return self.made is not None and self._stack is not None and self._stack.currentWidget() is self.made
