"""Hazards: labels over each other, or none at all, at some zoom; a row that takes room without anything in it."""

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetricsF, QImage
from PySide6.QtTest import QTest

from app.edits.edit import Edit
from app.edits.lyrics import set_lyrics
from app.edits.time_range import TimeRange
from app.model.ids import MarkerId, SectionId
from app.model.marker import Marker
from app.model.section import Section
from app.model.song import Song
from app.model.tempo import Meter, TempoChange
from app.text.chord_lane import chord_lane
from tests.helpers.songs import BAR, song_with
from tests.ui.conftest import WindowDriver
from ui import theme
from ui.arrange import ruler_rows
from ui.arrange.ruler_picture import RulerPicture
from ui.arrange.ruler_rows import BARS, CHORDS, LOOP, MARKERS, PUNCH, ROWS, SECTIONS, TIME, RulerLayout
from ui.arrange.ruler_ticks import FLAG_PX, LABEL_X, Label, bar_labels, bar_ticks, format_time, time_labels, time_step
from ui.arrange.viewport import Viewport, grid_of
from ui.widgets.sharp import painting

RATE = 48000
ZOOMS = [0.125 * 1.7**n for n in range(40) if 0.125 * 1.7**n < 10 * 3600 * RATE / 600]


def width_of(text: str) -> float:
    return 7.5 * len(text)


def changing_song() -> Song:
    """Tempo and meter change often in places, and gradually."""
    changes = [TempoChange(bar, 60.0 + 7 * bar % 90, Meter(3 + bar % 5, 4)) for bar in (5, 6, 7, 9, 30, 31, 200)]
    changes.append(TempoChange(240, 180.0, Meter(7, 8), gradual=True))
    return replace(song_with("a"), tempo_changes=tuple(changes))


def views() -> list[Viewport]:
    """Each zoom, at the start, further on, and at the end of ten hours."""
    found = []
    for zoom in ZOOMS:
        for start_s in (0.0, 33.3, 36_000.0):
            view = Viewport()
            view.set_size(900, 300)
            view.frames_per_px, view.left_px = zoom, round(start_s * RATE / zoom)
            found.append(view)
    return found


def apart(labels: list[Label], tails: dict[bool, float]) -> bool:
    """No label ends behind the beginning of the next one."""
    areas = sorted((label.x, label.x + LABEL_X + width_of(label.text) + tails[label.flag]) for label in labels)
    return all(before[1] <= after[0] + 0.01 for before, after in pairwise(areas))


@pytest.mark.parametrize("song", [song_with("a"), changing_song()], ids=["steady", "changing"])
def test_labels_never_lie_over_each_other(song: Song) -> None:
    for view in views():
        labels = bar_labels(song, grid_of(song), view, width_of)
        assert apart([label for label in labels if label.text], {False: 0.0, True: FLAG_PX}), view.frames_per_px
        assert apart(time_labels(view, RATE, width_of), {False: 0.0}), view.frames_per_px


def test_there_is_always_something_to_read() -> None:
    song = song_with("a")
    for view in views():
        shown = [label for label in time_labels(view, RATE, width_of) if 0 <= label.x <= 900]
        assert 1 <= len(shown) <= 40, view.frames_per_px
        assert [label for label in bar_labels(song, grid_of(song), view, width_of) if -1 <= label.x <= 900]
        assert len(bar_ticks(grid_of(song), view)) < 400


def test_time_labels_say_where_they_are() -> None:
    for view in views():
        decimals = time_step(view, RATE, width_of)[1]
        for label in time_labels(view, RATE, width_of):
            assert label.x == pytest.approx(view.x_of(label.frame))
            parts = [float(part) for part in label.text.split(":")]
            seconds = sum(part * 60**power for power, part in enumerate(reversed(parts)))
            assert seconds == pytest.approx(label.frame / RATE, abs=10**-decimals / 2)


@pytest.mark.parametrize(
    ("seconds", "decimals", "text"),
    [(0, 0, "0:00"), (187, 0, "3:07"), (3723, 0, "1:02:03"), (1.25, 3, "0:01.250"), (59.9999, 2, "1:00.00")],
)
def test_times_are_written_as_clocks_show_them(seconds: float, decimals: int, text: str) -> None:
    assert format_time(seconds, decimals) == text


def test_rows_of_what_the_song_does_not_have_take_no_room() -> None:
    song = song_with("a")
    bare = RulerLayout(song)
    assert bare.rows == (MARKERS, LOOP, PUNCH, TIME, BARS), "the first marker pushes nothing down"
    assert RulerLayout(song, low=True).rows == (MARKERS, LOOP, PUNCH, BARS), "nor does it in a low timeline"
    full = RulerLayout(
        replace(
            song,
            markers=(Marker(MarkerId("m"), "Here", 5),),
            sections=(Section(SectionId("s"), "Verse", 1, 1),),
        )
    )
    assert full.rows == (SECTIONS, MARKERS, LOOP, PUNCH, TIME, BARS)
    assert full.height_px == bare.height_px + SECTIONS.height_px
    heights = {row: [y for y in range(full.height_px) if full.row_at(y) is row] for row in full.rows}
    assert all(len(ys) == row.height_px and ys[0] == full.top_of(row) for row, ys in heights.items())
    assert full.row_at(full.height_px) is None and full.row_at(-1) is None


def test_a_selected_range_is_marked_in_a_low_timeline_too(driver: WindowDriver) -> None:
    """Its time row, from which the mark reached down, was not there: the picture ended the program."""
    ruler, view = driver.window.arrange.ruler, driver.window.arrange.viewport
    ruler.set_low(True)
    x, y = round(view.x_of(48000)), ruler.height() - 3
    before = ruler.grab().toImage().pixelColor(x, y)
    driver.window.selection.set_time_range(TimeRange(0, 96000, (driver.song.tracks[0].id,)))
    assert ruler.grab().toImage().pixelColor(x, y) != before


@pytest.mark.parametrize("left_out", range(len(ROWS)))
@pytest.mark.usefixtures("qapp")
def test_no_row_has_to_be_there_to_be_painted(monkeypatch: pytest.MonkeyPatch, left_out: int) -> None:
    rows = tuple(row for number, row in enumerate(ROWS) if number != left_out)
    monkeypatch.setattr(ruler_rows, "ROWS", rows)
    song, view, picture = changing_song(), Viewport(), QImage(900, 120, QImage.Format.Format_RGB32)
    view.set_size(900, 300)
    with painting(picture) as painter:
        RulerPicture(painter, song, view, RulerLayout(song, low=True), 1.0).paint(TimeRange(0, 96000, ()))


@pytest.mark.parametrize("height", [900, 700])
def test_the_first_marker_moves_no_lane(driver: WindowDriver, height: int) -> None:
    window, arrange = driver.window, driver.window.arrange
    window.resize(1024, height)
    window.show_mix()  # which leaves the timeline low
    driver.tick()
    places = arrange.ruler.geometry(), arrange.lanes.geometry(), arrange.minimap.isVisible()
    edited = replace(driver.song, markers=(Marker(MarkerId("m"), "Breath", 48000, 0, 4),))
    driver.session.document.perform(Edit("Add marker", lambda _song: edited))
    driver.tick()
    assert (arrange.ruler.geometry(), arrange.lanes.geometry(), arrange.minimap.isVisible()) == places
    x = round(arrange.viewport.x_of(48000))
    y = arrange.ruler.rows.top_of(MARKERS) + MARKERS.height_px // 2
    assert arrange.ruler.grab().toImage().pixelColor(x, y) == theme.colour(theme.track_colour(4))


def test_the_width_of_labels_is_measured_with_the_font_that_draws_them(driver: WindowDriver) -> None:
    """The tests above assume 7.5 px a letter; no figure of the font is wider."""
    metrics = QFontMetricsF(theme.font(theme.SMALL_PX))
    assert max(metrics.horizontalAdvance(letter) for letter in "0123456789.:/") <= 7.5


def test_chords_have_a_row_while_there_are_any_and_are_typed_there(driver: WindowDriver) -> None:
    driver.window.show_page(2)
    ruler = driver.window.arrange.ruler
    assert CHORDS not in ruler.rows.rows
    driver.session.document.perform(set_lyrics("[Verse 1]\n[Am]one [F]two\n"))
    driver.tick()
    assert CHORDS in ruler.rows.rows
    x = ruler._viewport.pixel_of(BAR * 5) + 10  # the second bar of the verse
    place = QPoint(x, ruler.rows.top_of(CHORDS) + 6)
    QTest.mouseDClick(ruler, Qt.MouseButton.LeftButton, pos=place)
    field = ruler.fields.field
    assert field is not None and field.accessibleName() == "Chords of bar 6"
    QTest.keyClicks(field, "Dm G")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert [chord.name for chord in chord_lane(driver.song)] == ["Am", "Dm", "G", "F"]
    driver.run("chords.shown")
    assert CHORDS not in ruler.rows.rows
    driver.run("chords.shown")
    assert CHORDS in ruler.rows.rows
