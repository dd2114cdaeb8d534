"""The look: tokens of colour in a theme that can be changed, type and sizes.

A token is a name. `colour` looks it up in the current theme, one of the files in `resources/themes`; so nobody keeps a
colour longer than it takes to paint, but for pictures that are drawn again after `set_theme`.

Lives: window, main thread.
"""

from functools import cache
from importlib import resources
from typing import NamedTuple

import msgspec
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPainter, QPen
from PySide6.QtWidgets import QWidget

BG, PANEL, RAISED, LINE, HOVER = "bg", "panel", "raised", "line", "hover"
TEXT, DIM, FAINT = "text", "dim", "faint"
ACCENT = "accent"
REC, MUTE, SOLO, MONITOR = "rec", "mute", "solo", "monitor"
REC_TEXT = "rec_text"  # words in red
OK, WARN = "ok", "warn"
TRACKS = tuple(f"tracks/{number}" for number in range(10))
SECTIONS = tuple(f"sections/{number}" for number in range(5))
GRID, GRID_BAR = "grid", "grid_bar"  # lines of the timeline: between bars, and at them
METER_GROUND = "meter_ground"  # an empty meter, the slot of a fader
BACKDROP = "backdrop"  # dims the window behind a dialog
STRONG = "strong"  # what is mixed into a tone to lift it off the ground
KNOB, CAP, CAP_EDGE = "knob", "cap", "cap_edge"  # of sliders and faders
LIT, LIT_HOVER, LIT_RECORD, HANDLE = (
    "lit",
    "lit_hover",
    "lit_record",
    "handle",
)  # grounds of pressed and primary buttons
METER_DARK, METER_LOW, METER_HIGH, METER_OVER = "meter_dark", "meter_low", "meter_high", "meter_over"

STAGE_BAR_HEIGHT, TRANSPORT_HEIGHT, STATUS_HEIGHT = 56, 56, 24
LANE_HEIGHT, HEADER_WIDTH = 58, 248
STRIP_WIDTH, MASTER_WIDTH = 92, 112
HIT = 24  # no target smaller than this, in px
BASE_PX, SMALL_PX, HEADING_PX, CLOCK_PX = 12, 11, 13, 24


DEFAULT_THEME = "dark"
DARK_INK, LIGHT_INK = "#14161a", "#ffffff"  # letters on a lit button, by what can be read on it


class Theme(NamedTuple):
    """One file of resources/themes.

    Attributes:
        id: Name of the file without its ending.
        name: As the preferences show it.
        colours: `#rrggbb` by token; track and section colours by `tracks/0` ...
    """

    id: str
    name: str
    colours: dict[str, str]


@cache
def themes() -> dict[str, Theme]:
    """All themes by id, the default one first."""
    found = [
        _read(file.name.removesuffix(".json"), file.read_bytes())
        for file in resources.files("resources.themes").iterdir()
        if file.name.endswith(".json")
    ]
    return {theme.id: theme for theme in sorted(found, key=lambda theme: (theme.id != DEFAULT_THEME, theme.name))}


def _read(theme_id: str, data: bytes) -> Theme:
    document = msgspec.json.decode(data)
    colours: dict[str, str] = {}
    for token, value in document["colours"].items():
        rows = {token: value} if isinstance(value, str) else {f"{token}/{n}": one for n, one in enumerate(value)}
        colours.update(rows)
    return Theme(theme_id, document["name"], colours)


def current() -> Theme:
    """The theme in use."""
    return themes()[_chosen[0]]


def set_theme(theme_id: str) -> None:
    """Use another theme from the next painting on; the caller applies the style sheet and has everything painted."""
    _chosen[0] = theme_id if theme_id in themes() else DEFAULT_THEME
    colour.cache_clear()


def css(token: str) -> str:
    """A token as `#rrggbb`, for style sheets and rich text."""
    return token if token.startswith("#") else current().colours[token]


@cache
def colour(token: str, alpha: float = 1.0) -> QColor:
    """The token as a colour of the current theme; shared, so never changed by its user."""
    made = QColor(css(token))
    made.setAlphaF(alpha)
    return made


def ink_on(token: str) -> QColor:
    """The ink, dark or light, that is best read on a ground."""
    inks = QColor(DARK_INK), QColor(LIGHT_INK)
    return max(inks, key=lambda ink: contrast(ink, colour(token)))


_chosen = [DEFAULT_THEME]


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
    """`front` at `share` over `back`, opaque; both are tokens, or `#rrggbb`."""
    a, b = colour(front), colour(back)
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


def paint_focus_ring(painter: QPainter, widget: QWidget, radius: float = 4, area: QRect | None = None) -> None:
    """Two pixels of accent inside the edge of the widget, or of an area in it, when it has the keyboard."""
    if not widget.hasFocus():
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour(ACCENT), 2))
    painter.drawRoundedRect(QRectF(area or widget.rect()).adjusted(1, 1, -1, -1), radius, radius)
