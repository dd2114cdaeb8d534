"""Prints the chart of the open song into a file that a person chooses.

Lives: window, main thread.
"""

from app.messages.lyrics import NO_WORDS_TO_PRINT
from app.problems import NothingToDo
from app.text.sheet import ChordView
from ui.bridge import Bridge, window_of
from ui.dialogs.saving import save_document
from ui.printing.chart import chart_pdf


def print_chart(bridge: Bridge, view: ChordView | None = None) -> None:
    """Ask where the chart goes, and record that it was printed; with the song's capo unless a view is given."""

    def make() -> bytes:
        if not bridge.song.lyrics.text.strip():
            raise NothingToDo(NO_WORDS_TO_PRINT)
        return chart_pdf(bridge.song, view)

    save_document(
        bridge, window_of(bridge), "chart", ".pdf", make, lambda: bridge.session.stages.receipt("write.chart")
    )
