"""The words as ChordPro, typed as plain text: chords and directives stand out, and chords of the key are offered at `[`.

Lives: window, main thread.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QSyntaxHighlighter, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QListWidget, QPlainTextEdit, QWidget

from app.text.chords import chords_in
from app.text.chords_over_words import chords_into_words, has_chords_over_words
from app.text.encodings import decode_words
from app.text.exact_text import Change, change_between, edited_text, shown_text
from ui import theme
from ui.widgets.field import is_plain_key
from ui.widgets.shortcut_override import ShortcutOverride

MOST_OFFERS = 8  # in sight
MOST_BYTES = 400_000  # of a file that is dropped
_PARTS = re.compile(r"(?P<chord>\[[^\[\]\n]*\]?)|(?P<directive>\{[^}\n]*\}?)|(?P<note>^#.*)")
_STEPS: dict[int, int] = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_OPEN_CHORD = re.compile(r"\[([^\[\]]*)$")


class LyricsEditor(QPlainTextEdit):
    """Edits one exact text; undo is the song's.

    Attributes:
        offers: The names of chords to offer at `[`.
    """

    # texts go through signals as objects: as Qt's strings they would lose their byte order mark
    edited = Signal(object, object)  # the exact text, and the Change of what is shown
    converted = Signal(object)  # the exact text after chords that were pasted over words were put into them
    left = Signal()

    def __init__(self, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self._exact = self._shown = ""
        self._applying = False
        self.offers: Callable[[], Sequence[str]] = tuple
        self._highlighter = _Highlighter(self)
        self._chords = _ChordOffers(self)
        self.document().contentsChanged.connect(self._report)
        ShortcutOverride(self, is_plain_key, _is_undo)  # Qt takes its own editing keys itself

    @property
    def exact(self) -> str:
        """The exact text."""
        return self._exact

    def show_exact(self, text: str) -> None:
        """Show another text; the caret goes to the end of what differs."""
        if text == self._exact:
            return
        change = change_between(self._shown, shown_text(text))
        self._exact = text
        if change is not None:
            with self._quietly():
                self._select(change.start, change.start + change.removed).insertText(change.inserted)
            self._shown = self._raw()
            if self.hasFocus():
                self.setTextCursor(
                    self._select(change.start + len(change.inserted), change.start + len(change.inserted))
                )

    def show_place(self, index: int) -> None:
        """Put the caret at a place of the exact text, and the keyboard here."""
        at = len(shown_text(self._exact[:index]))
        self.setTextCursor(self._select(at, at))
        self.centerCursor()
        self.setFocus()

    def line_before_caret(self) -> str:
        """What stands before the caret in its line."""
        cursor = self.textCursor()
        return cursor.block().text().encode("utf-16-le")[: 2 * cursor.positionInBlock()].decode("utf-16-le", "ignore")

    def complete(self, name: str) -> None:
        """Put a chord in place of what was typed of it behind `[`."""
        typed = _OPEN_CHORD.search(self.line_before_caret())
        cursor = self.textCursor()
        if typed is not None:
            cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(typed[1]))
        closed = cursor.block().text()[self.textCursor().positionInBlock() :].startswith("]")
        cursor.insertText(name if closed else f"{name}]")
        if closed:
            cursor.movePosition(QTextCursor.MoveOperation.Right)
        self.setTextCursor(cursor)

    # --- between Qt's text and the exact one
    def _raw(self) -> str:
        return self.document().toRawText().replace("\u2029", "\n")

    def _report(self) -> None:
        shown = self._raw()
        if self._applying or shown == self._shown:
            return
        change = self._at_caret(change_between(self._shown, shown), shown)
        self._exact, self._shown = edited_text(self._exact, shown), shown
        self.edited.emit(self._exact, change)

    def _at_caret(self, change: Change | None, shown: str) -> Change | None:
        """The same change where it was typed: among equal letters it may be any of them."""
        if change is None or (change.inserted and change.removed):
            return change
        caret = len(shown.encode("utf-16-le")[: 2 * self.textCursor().position()].decode("utf-16-le", "ignore"))
        start = caret - len(change.inserted)
        moved = Change(start, change.removed, shown[max(0, start) : caret])
        rest = self._shown[: max(0, start)] + moved.inserted + self._shown[max(0, start) + change.removed :]
        return moved if start >= 0 and rest == shown else change

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        self._applying = True
        try:
            yield
        finally:
            self._applying = False

    def _select(self, start: int, end: int) -> QTextCursor:
        """A cursor over a part of what is shown. Qt counts in halves of the characters beyond the basic plane."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(_units(self._shown, start))
        cursor.setPosition(_units(self._shown, end), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    # --- Qt
    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() or source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Text as it is, or that of a file; chords over words are put into them in a step of its own."""
        text = _text_of(source)
        before = self._exact
        self.textCursor().insertText(text.removeprefix("\ufeff"))
        change = change_between(shown_text(before), self._shown)
        if change is not None and has_chords_over_words(change.inserted):
            whole = self._shown
            end = change.start + len(change.inserted)
            self.converted.emit(
                edited_text(self._exact, whole[: change.start] + chords_into_words(change.inserted) + whole[end:])
            )
        self.ensureCursorVisible()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._chords.takes(event):
            return
        super().keyPressEvent(event)
        self._chords.follow(event.text())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._chords.hide()
        self.left.emit()


def _units(text: str, index: int) -> int:
    return index + sum(character > "\uffff" for character in text[:index])


def _text_of(source: QMimeData) -> str:
    for url in source.urls():
        file = Path(url.toLocalFile())
        if url.isLocalFile() and file.is_file() and file.stat().st_size <= MOST_BYTES:
            return decode_words(file.read_bytes())[0]
    return source.text()


def _is_undo(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)


class _Highlighter(QSyntaxHighlighter):
    """Chords in the accent, directives dim, notes faint."""

    def __init__(self, editor: LyricsEditor) -> None:
        super().__init__(editor.document())
        self._formats = {
            "chord": _format(theme.ACCENT, 600),
            "directive": _format(theme.DIM),
            "note": _format(theme.DIM, italic=True),
        }

    def highlightBlock(self, text: str) -> None:
        for found in _PARTS.finditer(text):
            kind = str(found.lastgroup)
            if kind == "chord" and chords_in(found[0].strip("[]")) is None:
                kind = "directive"  # a heading, a remark
            start = _units(text, found.start())
            self.setFormat(start, _units(text, found.end()) - start, self._formats[kind])


def _format(token: str, weight: int = 400, *, italic: bool = False) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(theme.colour(token))
    made.setFontWeight(weight)
    made.setFontItalic(italic)
    return made


class _ChordOffers(QListWidget):
    """A list of chords under the caret while one is typed: arrows choose, Enter or Tab takes, Escape closes."""

    def __init__(self, editor: "LyricsEditor") -> None:
        super().__init__(editor)
        self._editor = editor
        self.setAccessibleName("Chords of the key")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(lambda item: self._take(item.text()))
        self.hide()

    def takes(self, event: QKeyEvent) -> bool:
        """True if a key is for the open list, which then gets it."""
        if not self.isVisible():
            return False
        if event.key() in _STEPS:
            self.setCurrentRow((self.currentRow() + _STEPS[event.key()]) % self.count())
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            return True
        if event.key() in (Qt.Key.Key_Enter, Qt.Key.Key_Return, Qt.Key.Key_Tab):
            self._take(self.currentItem().text())
            return True
        return False

    def _take(self, name: str) -> None:
        self.hide()
        self._editor.complete(name)

    def follow(self, typed: str) -> None:
        """Open, narrow or close the list after a key."""
        begun = _OPEN_CHORD.search(self._editor.line_before_caret())
        names: list[str] = []
        if begun is not None and (typed or self.isVisible()):
            names = [name for name in self._editor.offers() if name.startswith(begun[1]) and name != begun[1]]
        self.setVisible(bool(names))
        if not names:
            return
        self.clear()
        self.addItems(names)
        self.setCurrentRow(0)
        height = sum(self.sizeHintForRow(n) for n in range(min(len(names), MOST_OFFERS)))
        width = self.sizeHintForColumn(0) + 40
        caret, area = self._editor.cursorRect(), self._editor.viewport().rect()
        below = caret.bottom() + 4 + height + 4 <= area.height()
        top = caret.bottom() + 4 if below else max(0, caret.top() - height - 8)
        self.setGeometry(min(caret.left(), max(0, area.width() - width)), top, width, height + 4)
        self.raise_()
