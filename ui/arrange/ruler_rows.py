"""The rows of the ruler, from top to bottom; some take no room without content.

Lives: window, main thread.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.edits import transport as transport_edits
from app.edits.edit import Edit
from app.messages.lyrics import CHORDS_HELP
from app.messages.window import BARS_HELP, LOOP_HELP, MARKERS_HELP, PUNCH_HELP, RULER_HELP, SECTIONS_HELP, TIME_HELP
from app.model.song import Song
from app.model.transport import TransportSettings
from app.text.chord_lane import chord_lane
from ui import theme


@dataclass(frozen=True, slots=True)
class RulerRange:
    """A range of the transport that is set by dragging in its row."""

    tone: str
    span: Callable[[TransportSettings], tuple[bool, int, int]]  # whether it is on, from where, to where (exclusive)
    set_range: Callable[[bool, int, int], Edit]


@dataclass(frozen=True, slots=True)
class RulerRow:
    """A row of the ruler; its name stands in the corner on its left."""

    name: str
    height_px: int
    help: str = RULER_HELP
    has_content: Callable[[Song], bool] = lambda _song: True
    gives_way: bool = False  # where the timeline is low
    range: RulerRange | None = None


SECTIONS = RulerRow("Sections", 17, SECTIONS_HELP, has_content=lambda song: bool(song.sections))
CHORDS = RulerRow("Chords", 17, CHORDS_HELP)
MARKERS = RulerRow("Markers", 17, MARKERS_HELP)  # also without any, so that the first one pushes nothing down
LOOP = RulerRow(
    "Loop",
    14,
    LOOP_HELP,
    range=RulerRange(
        theme.ACCENT,
        lambda settings: (settings.loop_on, settings.loop_start_frame, settings.loop_end_frame),
        transport_edits.set_loop,
    ),
)
PUNCH = RulerRow(
    "Punch",
    14,
    PUNCH_HELP,
    range=RulerRange(
        theme.REC,
        lambda settings: (settings.punch_on, settings.punch_in_frame, settings.punch_out_frame),
        transport_edits.set_punch,
    ),
)
TIME = RulerRow("Time", 16, TIME_HELP, gives_way=True)
BARS = RulerRow("Bars", 21, BARS_HELP)
ROWS = (SECTIONS, CHORDS, MARKERS, LOOP, PUNCH, TIME, BARS)


class RulerLayout:
    """The rows that a song shows, and where.

    Attributes:
        chords: What the row of chords shows.
    """

    def __init__(self, song: Song, low: bool = False, chords: bool = True) -> None:
        """Lay out the rows of a song.

        Args:
            song: Whose rows.
            low: There is no room for rows that give way.
            chords: A row of chords is wanted, where there are any.
        """
        self.chords = chord_lane(song) if chords else ()
        self._tops: dict[str, int] = {}
        top = 0
        for row in ROWS:
            has_content = bool(self.chords) if row is CHORDS else row.has_content(song)
            if has_content and not (row.gives_way and low):
                self._tops[row.name] = top
                top += row.height_px
        self.height_px = top
        self.rows = tuple(row for row in ROWS if row.name in self._tops)

    def top_of(self, row: RulerRow) -> int:
        """Top of a row that is shown."""
        return self._tops[row.name]

    @property
    def scale_top(self) -> int:
        """Top of the rows that count time: from there down, a selected range is marked."""
        return min((self._tops[row.name] for row in (TIME, BARS) if row in self.rows), default=self.height_px)

    def row_at(self, y: float) -> RulerRow | None:
        """The row at a height."""
        return next((row for row in self.rows if 0 <= y - self.top_of(row) < row.height_px), None)
