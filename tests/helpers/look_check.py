"""What is wrong with a picture of the window: words that are cut off or cannot be read, controls that are too small, lie on
each other or outside the window. Looks at widgets, and at what the program's own painting writes."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from ui import theme
from ui.widgets.controls import ValueControl
from ui.widgets.eliding import ElidingLabel
from ui.widgets.entry import EditableLabel

LEAST_CONTRAST = 4.5
ROUNDING = 0.1  # of a contrast, by eight bits a colour
TARGETS = (QAbstractButton, ValueControl, QComboBox, QLineEdit, EditableLabel)
MOST_SHARE = 0.34  # of the smaller of two controls may lie under the other: round corners, rings


@dataclass(frozen=True)
class Word:
    """A text as the program painted it."""

    text: str
    ink: QColor
    place: QRect  # in device pixels of the picture
    needs_px: float
    has_px: float
    widget: QWidget | None  # None: painted into a picture that is kept
    at: QPoint  # its middle, in the widget
    has_glyphs: bool  # else boxes stand for letters that no font of the machine has


@contextmanager
def words_noted() -> Iterator[list[Word]]:
    """Everything that Python paints as text while this lasts."""
    found: list[Word] = []
    original = QPainter.drawText

    def draw(self: QPainter, *arguments: Any) -> Any:
        text = next((part for part in arguments if isinstance(part, str)), "")
        first = arguments[0]
        if text.strip():
            metrics = self.fontMetrics()
            if isinstance(first, QRect | QRectF):
                rect, room = QRectF(first), float(first.width())
                flags = arguments[1] if len(arguments) > 2 else Qt.AlignmentFlag(0)
                bounds = QRectF(metrics.boundingRect(rect.toRect(), int(flags), text))
            else:
                at = QPoint(*arguments[:2]) if isinstance(first, int) else first
                bounds, room = QRectF(metrics.boundingRect(text)).translated(at.x(), at.y()), float("inf")
            device = self.device()
            found.append(
                Word(
                    text,
                    QColor(self.pen().color()),
                    self.deviceTransform().mapRect(bounds).toAlignedRect(),
                    float(metrics.horizontalAdvance(text)) if "\n" not in text else 0.0,
                    room,
                    device if isinstance(device, QWidget) else None,
                    bounds.center().toPoint(),
                    all(metrics.inFontUcs4(ord(letter)) for letter in text),
                )
            )
        return original(self, *arguments)

    QPainter.drawText = draw  # type: ignore[method-assign, assignment]
    try:
        yield found
    finally:
        QPainter.drawText = original  # type: ignore[method-assign]


def picture(window: QWidget) -> tuple[QImage, list[Word]]:
    """The window as it is painted, and the words in it."""
    with words_noted() as words:
        image = window.grab().toImage()
    return image, words


def faults(window: QWidget, image: QImage, words: list[Word]) -> list[str]:
    """What a person would complain about, one line each."""
    return [
        *(f"outside the window: {_name(w)}" for w in _shown(window) if not window.rect().intersects(_place(w, window))),
        *_clipped(window),
        *_small(window),
        *_on_each_other(window),
        *_unreadable_labels(window, image),
        *_unreadable_words(image, _in_front(window, words, image.devicePixelRatio())),
    ]


# --- widgets
def _shown(window: QWidget) -> list[QWidget]:
    """Visible, and not scrolled out of sight, nor behind a dialog."""
    dialog = getattr(window, "dialog", None)
    inside = dialog if isinstance(dialog, QWidget) else window
    return [w for w in inside.findChildren(QWidget) if w.isVisible() and not w.visibleRegion().isEmpty()]


def _place(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def _name(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    said = widget.accessibleName() or (text() if callable(text) else "")
    return f"{type(widget).__name__} {said!r} {widget.width()}x{widget.height()}"


def _clipped(window: QWidget) -> Iterator[str]:
    for widget in _shown(window):
        if isinstance(widget, ElidingLabel):
            continue  # shortens its text itself
        if isinstance(widget, QLabel) and widget.text() and widget.textFormat() == Qt.TextFormat.PlainText:
            metrics = widget.fontMetrics()
            if widget.wordWrap():
                if widget.heightForWidth(widget.width()) > widget.height() + 2:
                    yield f"cut off below: {_name(widget)}"
            elif metrics.horizontalAdvance(widget.text()) > widget.contentsRect().width() + 1:
                yield f"cut off: {_name(widget)}"
            elif metrics.height() > widget.height() + 4:
                yield f"too low: {_name(widget)}"
        elif isinstance(widget, QPushButton) and type(widget).paintEvent is QPushButton.paintEvent:
            needed = widget.fontMetrics().horizontalAdvance(widget.text())
            if needed > widget.width() - 4:
                yield f"cut off: {_name(widget)}"


def _small(window: QWidget) -> Iterator[str]:
    for widget in _shown(window):
        small = widget.width() < theme.HIT or widget.height() < theme.HIT
        if small and isinstance(widget, TARGETS) and not _is_field_of_another(widget):
            yield f"hard to hit: {_name(widget)}"


def _is_field_of_another(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    return isinstance(widget, QLineEdit) and isinstance(parent, TARGETS)


def _on_each_other(window: QWidget) -> Iterator[str]:
    targets = [w for w in _shown(window) if isinstance(w, (*TARGETS, QLabel))]
    targets = [w for w in targets if not w.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)]
    targets = [w for w in targets if not any(layer.isAncestorOf(w) for layer in _over_the_page(window))]
    seen = [(w, w.visibleRegion().boundingRect().translated(w.mapTo(window, QPoint(0, 0)))) for w in targets]
    seen.sort(key=lambda pair: pair[1].top())
    for n, (one, here) in enumerate(seen):
        for other, there in seen[n + 1 :]:
            if there.top() > here.bottom():
                break
            common = here.intersected(there)
            if common.isEmpty() or one.isAncestorOf(other) or other.isAncestorOf(one):
                continue
            least = min(here.width() * here.height(), there.width() * there.height())
            if common.width() * common.height() > MOST_SHARE * least:
                yield f"on each other: {_name(one)} and {_name(other)}"


def _over_the_page(window: QWidget) -> list[QWidget]:
    """What may lie over it: notices, and the card of the tour."""
    layers = (getattr(window, "notices", None), getattr(window, "tour", None))
    return [layer for layer in layers if isinstance(layer, QWidget)]


# --- what can be read
def _in_front(window: QWidget, words: list[Word], ratio: float) -> list[Word]:
    """Those of the dialog that is open, if one is; and no notices, which lie over words of the page."""
    dialog = getattr(window, "dialog", None)
    if dialog is not None:
        return [word for word in words if word.widget is not None and dialog.isAncestorOf(word.widget)]
    over = [_scaled(_place(layer, window), ratio) for layer in _over_the_page(window) if layer.isVisible()]
    return [word for word in words if not any(place.intersects(word.place) for place in over)]


def _unreadable_labels(window: QWidget, image: QImage) -> Iterator[str]:
    """By pixels: the ground is the commonest colour, the ink the one farthest from it. At 1:1 thin strokes are too pale."""
    ratio = image.devicePixelRatio()
    if ratio < 2:
        return
    over = [layer for layer in _over_the_page(window) if layer.isVisible()]
    for widget in _shown(window):
        text = widget.text() if isinstance(widget, QLabel | QPushButton) else ""
        if (
            len(text.strip()) < 2
            or not widget.isEnabled()
            or type(widget).paintEvent not in (QLabel.paintEvent, QPushButton.paintEvent)
        ):
            continue
        seen = widget.visibleRegion().boundingRect().translated(widget.mapTo(window, QPoint(0, 0)))
        covered = any(_place(layer, window).intersects(seen) and not layer.isAncestorOf(widget) for layer in over)
        if seen.height() < widget.height() or seen.width() < 20 or covered:
            continue
        colours = _colours(image, _scaled(seen.adjusted(4, 4, -4, -4), ratio))
        if colours:
            ground = QColor(colours.most_common(1)[0][0])
            best = max(theme.contrast(QColor(colour), ground) for colour in colours)
            if best < LEAST_CONTRAST - ROUNDING:
                yield f"hard to read ({best:.1f}): {_name(widget)} {text!r}"


def _unreadable_words(image: QImage, words: list[Word]) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    for word in words:
        if word.widget is not None and not word.widget.visibleRegion().contains(word.at):
            continue
        if word.needs_px > word.has_px + 1 and (word.text, "cut") not in seen:
            seen.add((word.text, "cut"))
            yield f"painted text cut off: {word.text!r} needs {word.needs_px:.0f} of {word.has_px:.0f}"
        colours = _colours(image, word.place.intersected(image.rect()))
        if not colours or word.ink.alpha() < 250 or not word.has_glyphs:
            continue
        ground = next((c for c in map(QColor, _common(colours)) if _distance(c, word.ink) > 24), word.ink)
        contrast = theme.contrast(word.ink, ground)
        if contrast < LEAST_CONTRAST - ROUNDING and (word.text, "pale") not in seen and _is_painted(colours, word.ink):
            seen.add((word.text, "pale"))
            yield f"painted text hard to read ({contrast:.1f}): {word.text!r} {word.ink.name()} on {ground.name()}"


def _common(colours: Counter[int]) -> list[int]:
    return [colour for colour, _count in colours.most_common(8)]


def _is_painted(colours: Counter[int], ink: QColor) -> bool:
    """Whether the ink is there: nothing was painted over it afterwards."""
    return any(_distance(QColor(colour), ink) < 24 for colour in colours)


def _distance(one: QColor, other: QColor) -> int:
    return abs(one.red() - other.red()) + abs(one.green() - other.green()) + abs(one.blue() - other.blue())


def _scaled(rect: QRect, ratio: float) -> QRect:
    return QRect(
        round(rect.x() * ratio), round(rect.y() * ratio), round(rect.width() * ratio), round(rect.height() * ratio)
    )


def _colours(image: QImage, rect: QRect) -> Counter[int]:
    rect = rect.intersected(image.rect())
    if rect.width() < 2 or rect.height() < 2:
        return Counter()
    part = image.copy(rect).convertToFormat(QImage.Format.Format_RGB32)
    return Counter(memoryview(part.constBits()).cast("I")[: part.width() * part.height()].tolist())
