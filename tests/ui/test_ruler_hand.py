"""Hazards: a drag in the ruler that moves something else than what is under the pointer, that leaves a step behind when it is
cancelled, or makes more than one; sections over each other; a name or tempo typed in the wrong place."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from app.edits.edit import Edit
from app.edits.markers import add_marker
from app.edits.transport import set_loop
from app.model.ids import MarkerId, SectionId
from app.model.marker import Marker
from app.model.section import Section
from app.model.tempo import Meter, TempoChange
from app.model.tempo_map import tempo_map
from tests.helpers.songs import BAR
from tests.ui.conftest import WindowDriver
from ui.arrange.ruler_rows import BARS, LOOP, MARKERS, SECTIONS, TIME, RulerRow

LEFT, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
PLACE, RANGE = MarkerId("place"), MarkerId("range")


@pytest.fixture
def ruled(driver: WindowDriver) -> WindowDriver:
    """A place at bar 5, a range over bars 9 to 12, and three sections of which the first two touch; undone to here."""
    edits = (
        add_marker(4 * BAR, 0, "Breath", 1, PLACE),
        add_marker(8 * BAR, 4 * BAR, "Solo", 2, RANGE),
        Edit(
            "Sections",
            lambda song: replace(
                song,
                sections=(
                    Section(SectionId("a"), "Intro", 1, 4),
                    Section(SectionId("b"), "Verse", 5, 8),
                    Section(SectionId("c"), "Chorus", 21, 8),
                ),
            ),
        ),
    )
    for edit in edits:
        driver.session.document.perform(edit)
    driver.tick()
    driver.window.arrange.viewport.zoom_to(0, 40 * BAR)
    QApplication.processEvents()
    return driver


def at(driver: WindowDriver, row: RulerRow, frame: float, offset: int = 0) -> QPoint:
    arrange = driver.window.arrange
    y = arrange.ruler.rows.top_of(row) + row.height_px // 2
    return QPoint(round(arrange.viewport.x_of(frame)) + offset, y)


def drag(driver: WindowDriver, row: RulerRow, start: float, end: float, *, release: bool = True) -> None:
    driver.drag(driver.window.arrange.ruler, at(driver, row, start), at(driver, row, end), release=release)


def marker(driver: WindowDriver, marker_id: MarkerId) -> Marker:
    return next(one for one in driver.song.markers if one.id == marker_id)


def spans(driver: WindowDriver) -> list[tuple[float, float]]:
    """Sections in bars from 0."""
    return [(section.start_bar - 1, section.end_bar - 1) for section in driver.song.sections]


def type_over(driver: WindowDriver, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    field = driver.window.arrange.ruler.fields.field
    assert field is not None and field.isVisible()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, key)


# --- markers
def test_a_drag_moves_a_marker_to_the_grid_as_one_step(ruled: WindowDriver) -> None:
    before = ruled.song
    drag(ruled, MARKERS, 4 * BAR + BAR / 8, 6 * BAR + BAR / 6)
    assert marker(ruled, PLACE).start_frame == 6 * BAR and marker(ruled, RANGE) == before.markers[1]
    assert ruled.session.document.undo_label == "Move marker"
    ruled.session.document.undo()
    assert ruled.song == before


@pytest.mark.parametrize(
    ("start", "end", "bars"),
    [(8, 7, (7, 12)), (12, 16, (8, 16)), (10, 12, (10, 14)), (8, 13, (12, 13))],
    ids=["start", "end", "inside", "an edge over the other"],
)
def test_edges_resize_a_range_and_its_inside_moves_it(
    ruled: WindowDriver, start: int, end: int, bars: tuple[int, int]
) -> None:
    drag(ruled, MARKERS, start * BAR, end * BAR)
    held = marker(ruled, RANGE)
    assert (held.start_frame / BAR, held.end_frame / BAR) == bars


def test_escape_cancels_and_gives_the_keyboard_back(ruled: WindowDriver) -> None:
    before, lanes = ruled.song, ruled.window.arrange.lanes
    lanes.setFocus()
    drag(ruled, SECTIONS, 12 * BAR, 15 * BAR, release=False)
    assert ruled.song != before
    ruled.key(Qt.Key.Key_Escape)
    assert ruled.song == before and lanes.hasFocus()
    QTest.mouseRelease(ruled.window.arrange.ruler, LEFT)
    assert ruled.song == before


def test_a_lost_focus_in_a_drag_cancels_it(ruled: WindowDriver) -> None:
    before = ruled.song
    drag(ruled, MARKERS, 4 * BAR, 6 * BAR, release=False)
    ruled.window.arrange.lanes.setFocus()
    assert ruled.song == before
    QTest.mouseRelease(ruled.window.arrange.ruler, LEFT)


def test_a_click_goes_to_a_marker_and_edits_nothing(ruled: WindowDriver) -> None:
    before = ruled.song
    QTest.mouseClick(ruled.window.arrange.ruler, LEFT, pos=at(ruled, MARKERS, 10 * BAR))
    assert ruled.engine.frame == 8 * BAR and ruled.song is before
    assert ruled.window.selection.marker == RANGE
    QTest.mouseClick(ruled.window.arrange.ruler, LEFT, pos=at(ruled, TIME, 3 * BAR))
    assert abs(ruled.engine.frame - 3 * BAR) <= ruled.window.arrange.viewport.frames_per_px
    assert ruled.window.selection.marker is None


def test_double_clicks_select_a_range_rename_a_place_and_add_a_marker(ruled: WindowDriver) -> None:
    ruler = ruled.window.arrange.ruler
    QTest.mouseDClick(ruler, LEFT, pos=at(ruled, MARKERS, 10 * BAR))
    chosen = ruled.window.selection.time_range
    assert chosen is not None and (chosen.start_frame, chosen.end_frame) == (8 * BAR, 12 * BAR)
    assert chosen.tracks == tuple(track.id for track in ruled.song.tracks)
    QTest.mouseDClick(ruler, LEFT, pos=at(ruled, MARKERS, 4 * BAR, 3))
    type_over(ruled, "Breathe in")
    assert marker(ruled, PLACE).name == "Breathe in"
    QTest.mouseDClick(ruler, LEFT, pos=at(ruled, TIME, 30 * BAR))
    type_over(ruled, "Coda")
    added = ruled.song.markers[-1]
    assert (added.name, added.start_frame) == ("Coda", 30 * BAR)
    assert ruled.window.arrange.lanes.hasFocus()


def test_a_double_click_on_the_name_of_a_range_renames_it(ruled: WindowDriver) -> None:
    QTest.mouseDClick(ruled.window.arrange.ruler, LEFT, pos=at(ruled, MARKERS, 8 * BAR, 12))
    type_over(ruled, "Guitar solo")
    assert marker(ruled, RANGE).name == "Guitar solo" and ruled.window.selection.time_range is None


def test_the_first_marker_moves_no_lane(driver: WindowDriver) -> None:
    """The row of markers came with it, and pushed everything under the mouse down."""
    arrange = driver.window.arrange
    before = arrange.lanes.mapTo(driver.window, QPoint(0, 0)), arrange.ruler.height()
    driver.run("markers.add")
    driver.tick()
    QApplication.processEvents()
    assert driver.song.markers and (arrange.lanes.mapTo(driver.window, QPoint(0, 0)), arrange.ruler.height()) == before


def test_escape_leaves_a_name_as_it_was(ruled: WindowDriver) -> None:
    ruled.window.selection.marker = PLACE
    ruled.run("markers.rename")
    type_over(ruled, "Other", Qt.Key.Key_Escape)
    assert marker(ruled, PLACE).name == "Breath"


def test_a_drag_on_empty_ground_makes_a_range(ruled: WindowDriver) -> None:
    before = ruled.song
    drag(ruled, MARKERS, 24 * BAR, 28 * BAR)
    made = ruled.song.markers[-1]
    assert (made.start_frame, made.end_frame) == (24 * BAR, 28 * BAR) and len(ruled.song.markers) == 3
    ruled.session.document.undo()
    assert ruled.song == before


def test_keys_of_a_selected_marker(ruled: WindowDriver) -> None:
    ruler = ruled.window.arrange.ruler
    QTest.mouseClick(ruler, LEFT, pos=at(ruled, MARKERS, 4 * BAR, 3))
    ruled.key(Qt.Key.Key_F2)
    type_over(ruled, "Here")
    assert marker(ruled, PLACE).name == "Here"
    QTest.mouseClick(ruler, LEFT, pos=at(ruled, MARKERS, 4 * BAR, 3))
    ruled.key(Qt.Key.Key_Delete)
    assert [one.id for one in ruled.song.markers] == [RANGE]


def menu_at(driver: WindowDriver, monkeypatch: pytest.MonkeyPatch, place: QPoint) -> dict[str, QAction]:
    """The entries of the menu that a right click opens, by their texts."""
    shown: list[QMenu] = []
    monkeypatch.setattr("ui.arrange.ruler.show_once", lambda menu, _at: shown.append(menu))
    widget = driver.window.arrange.ruler
    QApplication.sendEvent(widget, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, widget.mapToGlobal(place)))
    return {action.text().split("\t")[0]: action for action in shown[-1].actions()}


def test_the_menu_of_a_marker_acts_on_that_one(ruled: WindowDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = menu_at(ruled, monkeypatch, at(ruled, MARKERS, 10 * BAR))
    assert {"Solo", "Select its time", "Loop the range", "Delete the marker", "Colour"} <= set(entries)
    colours = entries["Colour"].menu()
    assert isinstance(colours, QMenu) and len(colours.actions()) == 10 and colours.actions()[2].isChecked()
    colours.actions()[6].trigger()
    assert marker(ruled, RANGE).colour == 6
    entries["Delete the marker"].trigger()
    assert [one.id for one in ruled.song.markers] == [PLACE]


def test_the_menu_of_a_section_renames_and_deletes_it(ruled: WindowDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = menu_at(ruled, monkeypatch, at(ruled, SECTIONS, 24 * BAR))
    entries["Rename the section"].trigger()
    type_over(ruled, "Hook")
    assert ruled.song.sections[2].name == "Hook"
    entries["Delete the section"].trigger()
    assert len(ruled.song.sections) == 2


# --- sections
def test_a_shared_edge_moves_both_sections(ruled: WindowDriver) -> None:
    drag(ruled, SECTIONS, 4 * BAR, 6 * BAR)
    assert spans(ruled) == [(0, 6), (6, 12), (20, 28)]
    assert ruled.session.document.undo_label == "Resize section"


def test_a_section_gives_way_and_is_never_covered(ruled: WindowDriver) -> None:
    drag(ruled, SECTIONS, 12 * BAR, 24 * BAR)
    assert spans(ruled) == [(0, 4), (4, 24), (24, 28)]
    drag(ruled, SECTIONS, 24 * BAR, 39 * BAR)
    assert len(spans(ruled)) == 3
    starts = [start for start, _ in spans(ruled)]
    assert starts == sorted(starts) and all(end > start for start, end in spans(ruled))


def test_a_section_is_moved_by_its_inside(ruled: WindowDriver) -> None:
    ruled.session.settings.preferences.sections_take_music = False
    drag(ruled, SECTIONS, 24 * BAR, 28 * BAR)
    assert spans(ruled) == [(0, 4), (4, 12), (24, 32)]


def test_a_dragged_section_takes_its_music_past_the_middle_of_others_and_back(ruled: WindowDriver) -> None:
    before = ruled.song
    drag(ruled, SECTIONS, 2 * BAR, 5 * BAR)
    assert ruled.song.sections == before.sections, "not past the middle of the Verse"
    drag(ruled, SECTIONS, 2 * BAR, 7 * BAR)
    assert [section.name for section in ruled.song.sections] == ["Verse", "Intro", "Chorus"]
    assert ruled.session.document.undo_label == "Move section"
    assert ruled.song.markers != before.markers, "what lies under it goes along"
    drag(ruled, SECTIONS, 10 * BAR, 2 * BAR)
    assert replace(ruled.song, transport=before.transport) == before


def test_a_double_click_loops_a_section_and_ends_the_loop(ruled: WindowDriver) -> None:
    ruler = ruled.window.arrange.ruler
    QTest.mouseDClick(ruler, LEFT, pos=at(ruled, SECTIONS, 24 * BAR))
    loop = ruled.song.transport
    assert (loop.loop_on, loop.loop_start_frame, loop.loop_end_frame) == (True, 20 * BAR, 28 * BAR)
    QTest.mouseDClick(ruler, LEFT, pos=at(ruled, SECTIONS, 24 * BAR))
    assert not ruled.song.transport.loop_on


def test_sections_are_made_on_the_ground_and_renamed_by_a_key(ruled: WindowDriver) -> None:
    drag(ruled, SECTIONS, 14 * BAR + 9000, 18 * BAR)
    assert spans(ruled) == [(0, 4), (4, 12), (14, 18), (20, 28)]
    ruled.session.document.undo()
    QTest.mouseDClick(ruled.window.arrange.ruler, LEFT, pos=at(ruled, SECTIONS, 15 * BAR + 9000))
    assert spans(ruled) == [(0, 4), (4, 12), (15, 20), (20, 28)], "up to the next one"
    field = ruled.window.arrange.ruler.fields.field
    assert field is not None
    field.setText("Break")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert ruled.song.sections[2].name == "Break"
    QTest.mouseClick(ruled.window.arrange.ruler, LEFT, pos=at(ruled, SECTIONS, 8 * BAR))
    QTest.keyClick(ruled.window.arrange.ruler, Qt.Key.Key_F2)
    field = ruled.window.arrange.ruler.fields.field
    assert field is not None and field.text() == "Verse"


# --- loop, time, bars
def test_a_double_click_on_a_loop_selects_it(ruled: WindowDriver) -> None:
    ruled.session.document.perform(set_loop(True, 10 * BAR, 14 * BAR))
    QTest.mouseDClick(ruled.window.arrange.ruler, LEFT, pos=at(ruled, LOOP, 12 * BAR))
    chosen = ruled.window.selection.time_range
    assert chosen is not None and (chosen.start_frame, chosen.end_frame) == (10 * BAR, 14 * BAR)
    drag(ruled, LOOP, 14 * BAR, 16 * BAR)
    assert ruled.song.transport.loop_end_frame == 16 * BAR


def test_a_drag_over_the_times_selects_time_and_seeks_nowhere(ruled: WindowDriver) -> None:
    ruled.engine.frame = 0
    ruled.tick()
    drag(ruled, TIME, 6 * BAR, 3 * BAR)
    chosen = ruled.window.selection.time_range
    assert chosen is not None and (chosen.start_frame, chosen.end_frame) == (3 * BAR, 6 * BAR)
    assert ruled.engine.frame == 0


@pytest.mark.parametrize(
    ("typed", "change"),
    [
        ("96", TempoChange(9, 96.0, Meter(4, 4))),
        ("3/4", TempoChange(9, 120.0, Meter(3, 4))),
        ("132.5 bpm 6/8", TempoChange(9, 132.5, Meter(6, 8))),
    ],
)
def test_a_double_click_on_a_bar_sets_tempo_and_meter_there(
    ruled: WindowDriver, typed: str, change: TempoChange
) -> None:
    QTest.mouseDClick(ruled.window.arrange.ruler, LEFT, pos=at(ruled, BARS, 8.5 * BAR))
    type_over(ruled, typed)
    assert ruled.song.tempo_changes == (change,)
    place = at(ruled, BARS, tempo_map(ruled.song).bar_frame(9), 4)
    QTest.mouseDClick(ruled.window.arrange.ruler, LEFT, pos=place)
    type_over(ruled, " ")
    assert ruled.song.tempo_changes == ()


@pytest.mark.parametrize("typed", ["fast", "120 4/4", "3/5"])
def test_what_is_no_tempo_changes_nothing(ruled: WindowDriver, typed: str) -> None:
    before = ruled.song
    QTest.mouseDClick(ruled.window.arrange.ruler, LEFT, pos=at(ruled, BARS, 8.5 * BAR))
    type_over(ruled, typed)
    assert ruled.song.tempo_changes == before.tempo_changes


def test_undo_by_key_in_a_drag_cancels_it(ruled: WindowDriver) -> None:
    before = ruled.song
    drag(ruled, MARKERS, 4 * BAR, 6 * BAR, release=False)
    ruled.key(Qt.Key.Key_Delete)
    ruled.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert ruled.song == before
    QTest.mouseRelease(ruled.window.arrange.ruler, LEFT)
    assert ruled.song == before


def test_a_drag_at_the_end_of_the_ruler_scrolls_and_takes_the_marker_along(ruled: WindowDriver) -> None:
    arrange = ruled.window.arrange
    ruler, view, hand = arrange.ruler, arrange.viewport, arrange.ruler.hand
    start, end = at(ruled, MARKERS, 4 * BAR, 3), QPoint(view.width_px - 4, at(ruled, MARKERS, 0).y())
    ruled.drag(ruler, start, end, release=False)
    first = marker(ruled, PLACE).start_frame
    for _ in range(40):
        hand._scroll()
    assert view.left_px > 0 and marker(ruled, PLACE).start_frame > first
    assert abs(view.x_of(marker(ruled, PLACE).start_frame) - end.x()) < 40, "it stays under the pointer"
    QTest.mouseRelease(ruler, LEFT, pos=end)
    assert not hand.busy and not hand._scrolling.isActive()
    assert ruled.session.document.undo_label == "Move marker"


@pytest.mark.parametrize(("state", "opens"), [("stopped", True), ("rolling", False)])
def test_a_new_marker_is_named_at_once_unless_the_transport_rolls(ruled: WindowDriver, state: str, opens: bool) -> None:
    """What was typed behind M ran commands: the R of a name punched in."""
    ruled.engine.state = state  # type: ignore[assignment]
    ruled.tick()
    known = {marker.id for marker in ruled.song.markers}
    ruled.key(Qt.Key.Key_M)
    (made,) = (marker for marker in ruled.song.markers if marker.id not in known)
    assert (ruled.window.arrange.ruler.fields.field is not None) == opens
    if opens:
        QTest.keyClicks(QApplication.focusWidget(), "Refrain")
        ruled.key(Qt.Key.Key_Return)
        assert next(one.name for one in ruled.song.markers if one.id == made.id) == "Refrain"
        assert ruled.window.arrange.ruler.fields.field is None and ruled.engine.state == "stopped"


def test_a_new_range_is_named_at_once_and_escape_keeps_its_name(ruled: WindowDriver) -> None:
    ruled.window.selection.set_clips({ruled.song.tracks[0].clips[0].id})
    known = {marker.id for marker in ruled.song.markers}
    ruled.key(Qt.Key.Key_M, Qt.KeyboardModifier.ShiftModifier)
    field = ruled.window.arrange.ruler.fields.field
    assert field is not None and field.selectedText() == field.text()
    ruled.key(Qt.Key.Key_Escape)
    (made,) = (marker for marker in ruled.song.markers if marker.id not in known)
    assert made.length_frames > 0 and made.name and ruled.window.arrange.ruler.fields.field is None


def test_a_name_of_the_ruler_opens_selected(ruled: WindowDriver) -> None:
    """What is typed replaces it: once it was added behind."""
    ruled.session.document.perform(add_marker(2 * BAR, name="Solo", marker_id=MarkerId("m")))
    fields = ruled.window.arrange.ruler.fields
    fields.rename_marker(MarkerId("m"))
    assert fields.field is not None and fields.field.selectedText() == "Solo"
    fields.rename_section(ruled.song.sections[0].id)
    assert fields.field is not None and fields.field.selectedText() == ruled.song.sections[0].name
