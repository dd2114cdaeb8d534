"""The style sheet and palette of the application, made from the current theme.

Lives: window, main thread.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from string import Template

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from ui import theme


def apply(application: QApplication) -> None:
    """Set font and style sheet of the application."""
    if application.styleSheet() == style_sheet():
        return
    application.setStyle("Fusion")
    application.setFont(theme.font())
    application.setPalette(_palette())
    application.setStyleSheet(style_sheet())


@contextmanager
def styled_at_the_end() -> Iterator[None]:
    """Build many widgets in this block without the style sheet; they get it together when it ends.

    With a style sheet, Qt styles a widget and everything inside it again whenever it gets a parent: most of the time
    that building a window would take.
    """
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.setStyleSheet("")
    try:
        yield
    finally:
        application.setStyleSheet(style_sheet())


def _palette() -> QPalette:
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, token in (
        (roles.Window, theme.BG),
        (roles.WindowText, theme.TEXT),
        (roles.Base, theme.PANEL),
        (roles.AlternateBase, theme.RAISED),
        (roles.Text, theme.TEXT),
        (roles.Button, theme.RAISED),
        (roles.ButtonText, theme.TEXT),
        (roles.Highlight, theme.ACCENT),
        (roles.ToolTipBase, theme.RAISED),
        (roles.ToolTipText, theme.TEXT),
        (roles.PlaceholderText, theme.DIM),
        (roles.Link, theme.ACCENT),
    ):
        palette.setColor(role, theme.colour(token))
    palette.setColor(roles.HighlightedText, theme.ink_on(theme.ACCENT))
    for role in (roles.Text, roles.ButtonText, roles.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, theme.colour(theme.DIM))
    return palette


def style_sheet() -> str:
    """The style sheet of the application in the current theme: `resources/themes/window.qss` with its tokens filled in."""
    text = resources.files("resources.themes").joinpath("window.qss").read_text(encoding="utf-8")
    return Template(text).substitute(
        {token: value for token, value in theme.current().colours.items() if token.isidentifier()},
        ink_on_accent=theme.ink_on(theme.ACCENT).name(),
        small_px=theme.SMALL_PX,
        heading_px=theme.HEADING_PX,
    )
