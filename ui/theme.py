"""The look: colour, type and size tokens, the palette and the style sheet.

Lives: window, main thread.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import resources

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPainter, QPalette, QPen
from PySide6.QtWidgets import QApplication, QWidget

BG, PANEL, RAISED, LINE, HOVER = "#14161a", "#1a1d23", "#22262e", "#2d333d", "#2a2f38"
TEXT, DIM, FAINT = "#e7e9ec", "#98a1ae", "#5d6673"
ACCENT = "#56b6c2"
REC, MUTE, SOLO, MONITOR = "#e5484d", "#e8893b", "#f2c94c", "#5b9cf6"
REC_TEXT = "#ff8a8d"  # red words on a dark surface: #e5484d itself has 4.2:1 on `raised`
OK, WARN = "#4cb782", "#e9b44c"
ON_COLOUR = "#14161a"  # letters on a lit button
TRACKS = (
    "#c1666b", "#c9825b", "#c7a252", "#8aa860", "#5aa583", "#5a9aa8", "#6f8fc9", "#9a7fc2", "#b0735f", "#7c8794",
)  # fmt: skip
GRID, GRID_BAR = "#191c22", "#20242b"  # lines of the timeline: between bars, and at them
METER_GROUND = "#0d0f12"  # an empty meter, the slot of a fader
BACKDROP = "#0a0b0d"  # dims the window behind a dialog
WHITE = "#ffffff"  # what is mixed into a tone, and letters on a strong colour
KNOB, CAP, CAP_EDGE = "#cdd3db", "#414a57", "#5a6472"  # of sliders and faders
LIT, LIT_HOVER, LIT_RECORD, HANDLE = (
    "#2b4247",
    "#33505a",
    "#4a2226",
    "#3a424e",
)  # grounds of pressed and primary buttons
METER_DARK, METER_LOW, METER_HIGH, METER_OVER = "#2f7d57", "#4cb782", "#e9b44c", "#e5484d"
SECTIONS = ("#3c5a4c", "#4a5578", "#7a5f3f", "#5d3f66", "#3f5a66")

STAGE_BAR_HEIGHT, TRANSPORT_HEIGHT, RULER_HEIGHT, STATUS_HEIGHT = 56, 56, 66, 24
LANE_HEIGHT, HEADER_WIDTH = 58, 248
STRIP_WIDTH, MASTER_WIDTH = 92, 112
HIT = 24  # no target smaller than this, in px
BASE_PX, SMALL_PX, HEADING_PX, CLOCK_PX = 12, 11, 13, 24


@cache
def colour(token: str, alpha: float = 1.0) -> QColor:
    """The token as a colour; shared, so never changed by its user."""
    made = QColor(token)
    made.setAlphaF(alpha)
    return made


def track_colour(index: int) -> str:
    """A track's colour for its index."""
    return TRACKS[index % len(TRACKS)]


def section_colour(name: str, number: int) -> str:
    """Sections of one kind share a colour: intro, verse, chorus, bridge, outro, and others in turn."""
    for index, kind in enumerate(("intro", "verse", "chorus", "bridge", "outro")):
        if kind in name.casefold():
            return SECTIONS[index]
    return SECTIONS[number % len(SECTIONS)]


def mix(front: str, back: str, share: float) -> QColor:
    """`front` at `share` over `back`, opaque."""
    a, b = QColor(front), QColor(back)
    return QColor(
        round(a.red() * share + b.red() * (1 - share)),
        round(a.green() * share + b.green() * (1 - share)),
        round(a.blue() * share + b.blue() * (1 - share)),
    )


def contrast(front: QColor, back: QColor) -> float:
    """The WCAG contrast ratio, 1 to 21."""
    light, dark = sorted((_luminance(front), _luminance(back)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(shade: QColor) -> float:
    parts = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (shade.redF(), shade.greenF(), shade.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@cache
def family() -> str:
    """Inter, from the files that come with the program. Needs the application."""
    for file in resources.files("resources.fonts").iterdir():
        if file.name.endswith(".otf"):
            QFontDatabase.addApplicationFontFromData(file.read_bytes())
    return "Inter"


@cache
def font(size_px: int = BASE_PX, weight: int = 400, tabular: bool = True) -> QFont:
    """The one family; figures are tabular wherever a value may move."""
    made = QFont(family())
    made.setPixelSize(size_px)
    made.setWeight(QFont.Weight(weight))
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def apply(application: QApplication) -> None:
    """Set font and style sheet of the application."""
    if application.styleSheet() == style_sheet():
        return
    application.setStyle("Fusion")
    application.setFont(font())
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
        (roles.Window, BG),
        (roles.WindowText, TEXT),
        (roles.Base, PANEL),
        (roles.AlternateBase, RAISED),
        (roles.Text, TEXT),
        (roles.Button, RAISED),
        (roles.ButtonText, TEXT),
        (roles.Highlight, ACCENT),
        (roles.HighlightedText, ON_COLOUR),
        (roles.ToolTipBase, RAISED),
        (roles.ToolTipText, TEXT),
        (roles.PlaceholderText, DIM),
        (roles.Link, ACCENT),
    ):
        palette.setColor(role, QColor(token))
    for role in (roles.Text, roles.ButtonText, roles.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(DIM))
    return palette


def style_sheet() -> str:
    """The style sheet of the application."""
    return f"""
    QToolTip {{ background: {RAISED}; color: {TEXT}; border: 1px solid {LINE}; padding: 4px 8px; }}
    QLabel:focus {{ border: 2px solid {ACCENT}; border-radius: 4px; }}
    QLabel[kind="dim"] {{ color: {DIM}; font-size: {SMALL_PX}px; }}
    QLabel[kind="heading"] {{ font-size: {HEADING_PX}px; font-weight: 600; }}
    QLabel[kind="title"] {{ font-size: 18px; font-weight: 600; }}
    QLabel[kind="silenced"] {{ color: {DIM}; }}
    QLabel[kind="good"] {{ color: {OK}; }}
    QLabel[kind="warn"] {{ color: {WARN}; }}
    QLabel[kind="bad"] {{ color: {REC_TEXT}; }}
    QFrame[kind="card"] {{ background: {PANEL}; border: 1px solid {LINE}; border-radius: 8px; }}
    QFrame[kind="row"] {{ background: {RAISED}; border-radius: 6px; }}
    QPushButton {{ background: {RAISED}; color: {TEXT}; border: 1px solid {LINE}; border-radius: 6px;
                   padding: 4px 12px; min-height: 20px; }}
    QPushButton:hover {{ background: {HOVER}; }}
    QPushButton:focus {{ border: 2px solid {ACCENT}; padding: 3px 11px; }}
    QPushButton:checked {{ background: {LIT}; border-color: {ACCENT}; }}
    QPushButton:disabled {{ color: {DIM}; background: {PANEL}; }}
    QPushButton[kind="primary"] {{ background: {LIT}; border: 1px solid {ACCENT}; font-weight: 600; }}
    QPushButton[kind="primary"]:hover {{ background: {LIT_HOVER}; }}
    QPushButton[kind="link"] {{ background: transparent; border: 1px solid transparent; color: {ACCENT};
                   padding: 4px 4px; text-align: left; }}
    QPushButton[kind="painted"] {{ min-height: 24px; padding: 0; border: none; }}
    QPushButton[kind="thumb"] {{ min-height: 40px; padding: 0; border: none; }}
    QPushButton[kind="record"] {{ background: {LIT_RECORD}; border-color: {REC}; }}
    QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QPlainTextEdit {{ background: {BG}; color: {TEXT};
                   border: 1px solid {LINE}; border-radius: 6px; padding: 3px 8px; min-height: 20px;
                   selection-background-color: {ACCENT}; selection-color: {ON_COLOUR}; }}
    QLineEdit:focus, QSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus {{ border-color: {ACCENT}; }}
    QComboBox::drop-down {{ border: none; width: 20px; }}
    QComboBox QAbstractItemView {{ background: {RAISED}; border: 1px solid {LINE}; outline: none; padding: 4px; }}
    QMenu {{ background: {RAISED}; border: 1px solid {LINE}; padding: 4px; }}
    QMenu::item {{ padding: 6px 24px 6px 12px; border-radius: 4px; }}
    QMenu::item:selected {{ background: {HOVER}; }}
    QMenu::item:disabled {{ color: {DIM}; }}
    QMenu::separator {{ height: 1px; background: {LINE}; margin: 4px 8px; }}
    QProgressBar {{ background: {BG}; border: 1px solid {LINE}; border-radius: 4px; height: 8px; }}
    QProgressBar::chunk {{ background: {ACCENT}; border-radius: 3px; }}
    QScrollArea {{ background: transparent; border: none; }}
    QScrollBar:vertical {{ background: {BG}; width: 12px; margin: 0; }}
    QScrollBar:horizontal {{ background: {BG}; height: 12px; margin: 0; }}
    QScrollBar::handle {{ background: {HANDLE}; border-radius: 4px; margin: 2px; min-height: 32px; min-width: 32px; }}
    QScrollBar::handle:hover {{ background: {FAINT}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: none; }}
    QSplitter::handle {{ background: {LINE}; }}
    QListWidget {{ background: {BG}; border: 1px solid {LINE}; border-radius: 6px; outline: none; }}
    QListWidget::item {{ padding: 6px 8px; border-radius: 4px; }}
    QListWidget::item:selected {{ background: {LIT}; color: {TEXT}; }}
    QDialog {{ background: {PANEL}; }}
    """


def paint_focus_ring(painter: QPainter, widget: QWidget, radius: float = 4) -> None:
    """Two pixels of accent inside the widget's edge, when it has the keyboard."""
    if not widget.hasFocus():
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour(ACCENT), 2))
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(1, 1, -1, -1), radius, radius)
