"""Hazards: a key of the editor that does nothing, another thing, or more than one step; a verb that undo does not take back."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from app.edits.markers import add_marker
from app.edits.tempo import set_tempo_at
from app.edits.time_range import TimeRange
from app.model.clip import Clip
from app.model.section_frames import section_at, section_frames
from app.model.song import Song
from app.verbs.table import SLOW_VERBS
from app.verbs.table import VERBS as VERBS_BY_ID
from tests.ui.conftest import WindowDriver
from ui.arrange.tool_row import step_name
from ui.commands.table import COMMANDS
from ui.dialogs.findings import Findings
from ui.dialogs.parameter_card import ParameterCard
from ui.widgets.combo_box import ComboBox
from ui.widgets.field import Field

KEYS = {command.id: command.keys for command in COMMANDS}
CLIP, TIME, TRACK, NOTHING = "clip", "time", "track", "nothing"


def clip(song: Song, track: int = 0, number: int = 0) -> Clip:
    """A clip by its place in time."""
    return sorted(song.tracks[track].clips, key=lambda one: one.timeline_start_frame)[number]


def select(driver: WindowDriver, what: str) -> None:
    """The first clip of the first track, two seconds in its middle on two tracks, or two tracks."""
    window, song = driver.window, driver.song
    first = clip(song)
    middle = (first.timeline_start_frame + first.timeline_end_frame) // 2
    driver.engine.rolling_frame = middle
    driver.session.transport.locate(middle)
    driver.tick()
    window.selection.set_tracks([track.id for track in song.tracks[:2]] if what == TRACK else [song.tracks[0].id])
    if what == CLIP:
        window.selection.set_clips([first.id])
    elif what == TIME:
        tracks = tuple(track.id for track in song.tracks[:2])
        window.selection.set_time_range(TimeRange(middle, middle + 2 * song.rate_hz, tracks))
    window.arrange.lanes.setFocus()


def write_file_of(driver: WindowDriver, one: Clip, frames: int) -> None:
    """Silence of some frames as the file that a clip plays."""
    path = driver.session.document.opened.folder.path / one.file
    path.parent.mkdir(exist_ok=True)
    soundfile.write(path, np.zeros(frames, np.float32), driver.song.rate_hz)


def press(driver: WindowDriver, key: str) -> None:
    """A shortcut as the table writes it, by real key events."""
    QTest.keySequence(QApplication.focusWidget() or driver.window, key)  # type: ignore[call-overload]
    driver.tick()


def count(song: Song) -> int:
    return sum(len(track.clips) for track in song.tracks)


# command, what is selected, what is true afterwards
VERBS: list[tuple[str, str, Callable[[Song, Song], bool]]] = [
    ("clips.cut", CLIP, lambda old, new: count(new) == count(old) - 1),
    ("clips.delete", TIME, lambda old, new: count(new) == count(old) + 2),
    ("clips.duplicate", CLIP, lambda old, new: count(new) == count(old) + 1),
    ("clips.move-to", CLIP, lambda old, new: clip(new).timeline_start_frame != clip(old).timeline_start_frame),
    ("clips.split", CLIP, lambda old, new: count(new) == count(old) + 1),
    ("clips.split-range", TIME, lambda old, new: count(new) == count(old) + 4),
    ("clips.split-markers", NOTHING, lambda old, new: count(new) > count(old)),
    ("clips.crop", TIME, lambda old, new: clip(new).length_frames == 2 * new.rate_hz),
    ("clips.mute", CLIP, lambda old, new: clip(new).muted),
    ("clips.lock", CLIP, lambda old, new: clip(new).locked),
    ("clips.grid-later", CLIP, lambda old, new: clip(new, number=0) != clip(old, number=0)),
    ("clips.beat-later", CLIP, lambda old, new: clip(new) != clip(old)),
    ("clips.bar-later", CLIP, lambda old, new: clip(new) != clip(old)),
    ("clips.millisecond-later", CLIP, lambda old, new: clip(new).timeline_start_frame == 48),
    ("clips.sample-later", CLIP, lambda old, new: clip(new).timeline_start_frame == 1),
    ("clips.trim-start", CLIP, lambda old, new: clip(new).timeline_start_frame == clip(old).length_frames // 2),
    ("clips.trim-end", CLIP, lambda old, new: clip(new).length_frames == clip(old).length_frames // 2),
    ("clips.fade-in", CLIP, lambda old, new: clip(new).fade_in_frames > 0),
    ("clips.fade-out", CLIP, lambda old, new: clip(new).fade_out_frames > 0),
    ("clips.louder", CLIP, lambda old, new: clip(new).gain_db == clip(old).gain_db + 1),
    ("clips.softer", CLIP, lambda old, new: clip(new).gain_db == clip(old).gain_db - 1),
    ("clips.follow-tempo", CLIP, lambda old, new: clip(new).follows_tempo),
    ("time.insert-range", TIME, lambda old, new: new.length_frames == old.length_frames + 2 * new.rate_hz),
    ("time.delete", TIME, lambda old, new: new.length_frames == old.length_frames - 2 * new.rate_hz),
    ("markers.add", NOTHING, lambda old, new: len(new.markers) == len(old.markers) + 1),
    ("markers.add-range", TIME, lambda old, new: new.markers[-1].length_frames == 2 * new.rate_hz),
    (
        "markers.loop",
        NOTHING,
        lambda old, new: new.transport.loop_on and new.transport.loop_end_frame == 3 * new.rate_hz,
    ),
    ("transport.loop-selection", TIME, lambda old, new: new.transport.loop_on),
    ("transport.punch-selection", CLIP, lambda old, new: new.transport.punch_on),
    ("track.mute", TRACK, lambda old, new: all(track.strip.mute for track in new.tracks[:2])),
    ("track.arm", TRACK, lambda old, new: all(track.armed for track in new.tracks[:2])),
    ("track.duplicate", TRACK, lambda old, new: len(new.tracks) == len(old.tracks) + 2),
    ("track.remove", TRACK, lambda old, new: len(new.tracks) == len(old.tracks) - 2),
]


@pytest.mark.parametrize(("command_id", "what", "holds"), VERBS, ids=[verb[0] for verb in VERBS])
def test_a_key_does_its_verb_as_one_step(
    driver: WindowDriver, command_id: str, what: str, holds: Callable[[Song, Song], bool]
) -> None:
    driver.session.document.perform(add_marker(driver.song.rate_hz, 2 * driver.song.rate_hz, "Solo"))
    before, steps = driver.song, driver.session.document.opened.history.position
    select(driver, what)
    press(driver, KEYS[command_id][0])
    after = driver.song
    assert after != before and holds(before, after)
    assert driver.session.document.opened.history.position == steps + 1
    driver.run("song.undo")
    assert driver.song is before
    driver.run("song.redo")
    assert driver.song is after


# command, what is selected, what is typed by parameter, what is true afterwards
ASKING: list[tuple[str, str, dict[str, str], Callable[[Song, Song], bool]]] = [
    ("clips.repeat", CLIP, {"times": "3"}, lambda old, new: count(new) == count(old) + 3),
    ("clips.rename", CLIP, {"name": "Verse"}, lambda old, new: clip(new).name == "Verse"),
    ("clips.colour", CLIP, {"colour": "green"}, lambda old, new: clip(new).colour == 3),
    ("clips.nudge", CLIP, {"by": "0.5", "unit": "bars"}, lambda old, new: clip(new) != clip(old)),
    ("clips.slip", CLIP, {"by_ms": "-100 ms"}, lambda old, new: clip(new).file_start_frame == 4800),
    (
        "clips.fades",
        CLIP,
        {"in_ms": "0.2 s", "out_shape": "s_curve"},
        lambda old, new: (clip(new).fade_in_frames, clip(new).fade_out_shape) == (9600, "s_curve"),
    ),
    ("clips.gain", CLIP, {"to_db": "-6"}, lambda old, new: clip(new).gain_db == -6),
    ("time.insert", NOTHING, {"bars": "2"}, lambda old, new: new.length_frames == old.length_frames + 4 * new.rate_hz),
    ("folders.make", TRACK, {"name": "Band"}, lambda old, new: [one.name for one in new.folders] == ["Band"]),
]


@pytest.mark.parametrize(("command_id", "what", "typed", "holds"), ASKING, ids=[verb[0] for verb in ASKING])
def test_a_card_asks_for_the_parameters_and_enter_applies_them(
    driver: WindowDriver, command_id: str, what: str, typed: dict[str, str], holds: Callable[[Song, Song], bool]
) -> None:
    driver.session.document.perform(add_marker(0, 0, "Here"))
    before = driver.song
    write_file_of(driver, clip(before), clip(before).length_frames + 4800)
    select(driver, what)
    press(driver, KEYS[command_id][0])
    card = driver.window.dialog
    assert isinstance(card, ParameterCard) and driver.song is before
    for name, text in typed.items():
        made = card.inputs[name]
        if hasattr(made, "setText"):
            made.setFocus()
            made.selectAll()  # type: ignore[union-attr]
            QTest.keyClicks(made, text)
        else:
            made.setCurrentIndex(made.findData(text))  # type: ignore[union-attr]
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert driver.window.dialog is None and holds(before, driver.song)
    driver.run("song.undo")
    assert driver.song is before


def test_a_choice_in_a_card_is_found_by_letters_that_are_else_keys_of_the_window(driver: WindowDriver) -> None:
    select(driver, CLIP)
    press(driver, "Ctrl+K")
    card = driver.window.dialog
    QTest.keyClicks(QApplication.focusWidget(), "gr")  # G alone asks for the gain
    assert driver.window.dialog is card
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert driver.window.dialog is None and clip(driver.song).colour == 3


def test_a_card_says_what_may_be_typed_and_escape_changes_nothing(driver: WindowDriver) -> None:
    select(driver, CLIP)
    before = driver.song
    driver.run("clips.repeat")
    card = driver.window.dialog
    assert isinstance(card, ParameterCard)
    card.inputs["times"].setText("often")  # type: ignore[union-attr]
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert driver.window.dialog is card and "1 to 999" in card.problem.text()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert driver.window.dialog is None and driver.song is before


def test_a_refusal_is_said_in_the_card_from_which_it_comes(driver: WindowDriver) -> None:
    """It was said in the corner of the window, behind the card."""
    select(driver, CLIP)
    driver.run("clips.lock")
    before = driver.song
    driver.run("clips.gain")
    card = driver.window.dialog
    assert isinstance(card, ParameterCard)
    QTest.keyClicks(QApplication.focusWidget(), "-3")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert driver.window.dialog is card and driver.song is before
    assert card.problem.isVisible() and "locked" in card.problem.text() and not driver.window.notices.cards
    assert card.card.geometry().contains(card.problem.mapTo(card, card.problem.rect().bottomRight()))
    driver.run("transport.record")
    assert len(driver.window.notices.cards) == 1, "what a key does behind the card is not about it"


def test_what_a_card_says_while_it_closes_is_a_notice_after_all(driver: WindowDriver) -> None:
    select(driver, CLIP)
    driver.run("clips.gain")
    card = driver.window.dialog
    assert isinstance(card, ParameterCard)
    driver.window.bridge.notify("warn", "It was changed meanwhile.")
    card.close_dialog()
    assert [told.sentence for told in driver.window.notices.told()] == ["It was changed meanwhile."]


@pytest.mark.parametrize("what", [CLIP, TIME])
def test_no_card_opens_with_an_empty_field(driver: WindowDriver, what: str) -> None:
    """A target that one has to guess, or fades of 0 ms that look like none. A text may be empty where nothing is its default."""
    select(driver, what)
    driver.run("markers.add")
    empty = []
    for command in driver.window.bridge.actions.commands:
        verb = {**VERBS_BY_ID, **SLOW_VERBS}.get(command.id)
        if command.asks and verb is not None and not command.why_not(driver.window):
            may_be_empty = {found.names[0] for found in verb.parameters if found.default == ""}
            driver.run(command.id)
            card = driver.window.dialog
            if isinstance(card, ParameterCard):
                fields = {name: made for name, made in card.inputs.items() if isinstance(made, Field)}
                empty += [(command.id, n) for n, made in fields.items() if not made.text() and n not in may_be_empty]
            if card is not None:
                card.close_dialog()
    assert not empty


def test_the_card_of_normalise_shows_the_target_of_each_measure(driver: WindowDriver) -> None:
    select(driver, CLIP)
    driver.run("clips.normalise")
    card = driver.window.dialog
    assert isinstance(card, ParameterCard)
    kind, target = card.inputs["kind"], card.inputs["target_db"]
    assert isinstance(kind, ComboBox) and isinstance(target, Field)
    assert target.text() == "\u22121.0 dB"
    kind.setCurrentIndex(kind.findData("loudness"))
    assert target.text() == "\u221223.0 dB"
    target.setText("-16")
    kind.setCurrentIndex(kind.findData("peak"))
    assert target.text() == "-16", "what was typed stays"


def test_without_a_selection_a_card_does_not_open(driver: WindowDriver) -> None:
    driver.run("clips.escape")
    driver.run("clips.gain")
    assert driver.window.dialog is None


def test_before_the_engine_is_ready_a_click_is_where_a_paste_goes(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.engine.close_device()
    monkeypatch.setattr(driver.engine, "locate", lambda _frame: None)
    window, view = driver.window, driver.window.arrange.viewport
    select(driver, CLIP)
    press(driver, "Ctrl+C")
    QTest.mouseClick(
        window.arrange.ruler, Qt.MouseButton.LeftButton, pos=QPoint(300, window.arrange.ruler.height() - 4)
    )
    driver.tick()
    clicked = window.bridge.clock.frame
    assert clicked > 0 and abs(view.x_of(clicked) - 300) < 60
    press(driver, "Ctrl+V")
    (pasted,) = window.selection.clips
    assert next(clip for clip in driver.song.tracks[0].clips if clip.id == pasted).timeline_start_frame == clicked


def test_what_was_cut_is_pasted_at_the_playhead_and_at_the_pointer(driver: WindowDriver) -> None:
    window = driver.window
    select(driver, CLIP)
    first = clip(driver.song)
    press(driver, "Ctrl+X")
    window.selection.set_track(driver.song.tracks[1].id)
    playhead = window.bridge.clock.frame
    press(driver, "Ctrl+V")
    pasted = [one for one in driver.song.tracks[1].clips if one.id in window.selection.clips]
    assert [one.timeline_start_frame for one in pasted] == [playhead] and pasted[0].file == first.file
    window.editing.set_snap(False)
    lanes, view = window.arrange.lanes, window.arrange.viewport
    lanes._asked_at = QPoint(200, view.y_of(2) + 10)
    press(driver, "Ctrl+Shift+V")
    pasted = [one for one in driver.song.tracks[2].clips if one.id in window.selection.clips]
    assert [one.timeline_start_frame for one in pasted] == [view.frame_at(200)]


@pytest.mark.parametrize("what", [CLIP, TIME])
def test_with_ripple_only_what_was_pasted_is_selected(driver: WindowDriver, what: str) -> None:
    """The rest of the clip that a paste splits was selected too, and the next Delete lost it."""
    window = driver.window
    window.editing.set_ripple("track")
    select(driver, what)
    before = driver.song
    press(driver, "Ctrl+C")
    window.selection.set_clips(())
    window.selection.set_track(before.tracks[0].id)
    press(driver, "Ctrl+V")
    made = [one for one in driver.song.tracks[0].clips if one.id in window.selection.clips]
    assert len(made) == 1 and len(driver.song.tracks[0].clips) == len(before.tracks[0].clips) + 2
    press(driver, "Del")
    sounding = [
        {(one.timeline_start_frame - one.file_start_frame, one.timeline_end_frame) for one in song.tracks[0].clips}
        for song in (before, driver.song)
    ]
    assert sounding[0] <= sounding[1]


@pytest.mark.parametrize("ripple", ["off", "track", "all"])
def test_a_selected_range_goes_along_with_what_a_nudge_moves(driver: WindowDriver, ripple: str) -> None:
    """The second nudge cut the audio at the edges of where the range had been."""
    window, rate = driver.window, driver.song.rate_hz
    window.editing.set_ripple(ripple)  # type: ignore[arg-type]
    select(driver, TIME)
    chosen = window.selection.time_range
    assert chosen is not None
    for command_id in ("clips.beat-later", "clips.beat-later", "clips.beat-earlier"):
        driver.run(command_id)
        now = window.selection.time_range
        assert now is not None and now.length_frames == chosen.length_frames
        assert now.start_frame > chosen.start_frame
        lying = [one for one in driver.song.tracks[0].clips if one.timeline_start_frame == now.start_frame]
        assert [one.length_frames for one in lying] == [2 * rate]
    pieces = count(driver.song)
    driver.run("clips.move-to")
    now = window.selection.time_range
    assert now is not None and count(driver.song) == pieces
    assert any(one.timeline_start_frame == now.start_frame for one in driver.song.tracks[0].clips)


def test_what_was_copied_is_pasted_into_another_song_with_its_file(driver: WindowDriver, tmp_path: Path) -> None:
    first = clip(driver.song)
    write_file_of(driver, first, first.length_frames)
    select(driver, CLIP)
    press(driver, "Ctrl+C")
    driver.session.new_song(tmp_path / "Other.worktape", "Other", 44100)
    driver.tick()
    press(driver, "Ctrl+V")
    until(driver, lambda: bool(driver.song.tracks))
    pasted, folder = clip(driver.song), driver.session.document.opened.folder.path
    assert soundfile.info(folder / pasted.file).samplerate == 44100 and pasted.name == first.name
    assert pasted.length_frames == round(first.length_frames * 44100 / 48000)
    assert driver.session.document.undo_label == "Paste"
    driver.run("song.undo")
    assert not driver.song.tracks


def test_selecting_by_track_markers_and_section(driver: WindowDriver) -> None:
    window, rate = driver.window, driver.song.rate_hz
    select(driver, TRACK)
    press(driver, "Ctrl+Shift+A")
    assert window.selection.clips == {one.id for track in driver.song.tracks[:2] for one in track.clips}
    driver.session.document.perform(add_marker(rate, 0, "A"))
    driver.session.document.perform(add_marker(20 * rate, 0, "B"))
    driver.session.transport.locate(5 * rate)
    driver.tick()
    press(driver, "O")
    chosen = window.selection.time_range
    assert chosen is not None and (chosen.start_frame, chosen.end_frame) == (rate, 20 * rate)
    press(driver, "Shift+O")
    section = section_at(driver.song, 5 * rate)
    assert section is not None
    chosen = window.selection.time_range
    assert chosen is not None and (chosen.start_frame, chosen.end_frame) == section_frames(driver.song, section)
    press(driver, "Z")
    view = window.arrange.viewport
    assert view.frame_at(0) <= chosen.start_frame and view.frame_at(view.width_px) >= chosen.end_frame
    press(driver, "Shift+Right")
    driver.tick()


def test_snap_and_ripple_have_keys_and_the_tool_row_shows_them(driver: WindowDriver) -> None:
    row, editing = driver.window.arrange.tools, driver.window.editing
    assert row.snap.isChecked() and row.ripple.text() == "Ripple: off"
    press(driver, "N")
    assert not editing.snap and not row.snap.isChecked()
    QTest.mouseClick(row.snap, Qt.MouseButton.LeftButton)
    assert editing.snap and row.snap.isChecked()
    for ripple, text in (("track", "Ripple: tracks"), ("all", "Ripple: all tracks"), ("off", "Ripple: off")):
        press(driver, "Y")
        assert editing.ripple == ripple and row.ripple.text() == text
    editing.set_grid("1/8T")
    assert row.grid.text() == "Grid: 1/8 triplet"
    editing.set_grid("adaptive")
    driver.window.arrange.fit()
    assert row.grid.text().endswith(", adaptive")


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_grid_and_what_snaps_are_chosen_in_the_tool_row(driver: WindowDriver) -> None:
    row, editing = driver.window.arrange.tools, driver.window.editing
    QTest.mouseClick(row.grid, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    entries = {action.text(): action for action in menu.actions()}
    assert entries["Adaptive"].isChecked() and not entries["Bar"].isChecked()
    entries["Bar"].trigger()
    on = entries["Markers"].isChecked()
    entries["Markers"].trigger()
    menu.close()
    assert editing.grid == "bar" and ("markers" in editing.snap_to) != on


def test_ripple_of_the_window_is_that_of_verbs(driver: WindowDriver) -> None:
    select(driver, TIME)
    driver.window.editing.set_ripple("all")
    before = driver.song.length_frames
    driver.run("clips.delete")
    assert driver.song.length_frames == before - 2 * driver.song.rate_hz


@pytest.mark.parametrize(
    ("step", "name"), [((4, 0, 0), "4 bars"), ((1, 0, 0), "bar"), ((0, 1.0, 0), "1/4"), ((0, 0.25, 0), "1/16")]
)
def test_a_step_of_the_grid_has_a_name(step: tuple[int, float, float], name: str) -> None:
    from app.edits.grid import GridStep

    assert step_name(GridStep(*step), 4) == name


# --- the history
def test_the_history_lists_the_steps_and_goes_to_one(driver: WindowDriver) -> None:
    window, document = driver.window, driver.session.document
    first = driver.song
    select(driver, CLIP)
    for command in ("clips.louder", "clips.split", "clips.mute"):
        driver.run(command)
    last, steps = driver.song, window.history.list.steps
    press(driver, "Ctrl+H")
    assert window.history.isVisible() and steps.labels[-3:] == ["Set clip gain", "Split clip", "Mute clip"]
    assert steps.position == len(steps.labels) - 1
    view, row = window.history.list, len(steps.labels) - 4
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(steps.index(row)).center())
    assert driver.song is first and steps.position == row and len(steps.labels) == row + 4
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_End)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert driver.song is last
    document.undo()
    driver.run("clips.lock")
    assert steps.labels[-1] in ("Lock clip", "Unlock clip") and steps.position == len(steps.labels) - 1
    press(driver, "Ctrl+H")
    assert not window.history.isVisible() and not window.remember().history


def test_a_long_history_is_told_by_its_last_step(driver: WindowDriver) -> None:
    """Else each edit after thousands would lay out the whole list."""
    driver.run("view.history")
    steps, told = driver.window.history.list.steps, []
    steps.rowsInserted.connect(lambda _parent, first, last: told.append((first, last)))
    labels = [f"Step {n}" for n in range(5000)]
    steps.take(labels, 4999)
    steps.take([*labels, "New"], 5000)
    assert told[-1] == (5000, 5000) and steps.rowCount() == 5001
    steps.take(labels[:10], 3)
    assert steps.rowCount() == 10 and steps.position == 3


# --- slow verbs
@pytest.fixture
def sounding(driver: WindowDriver) -> WindowDriver:
    """The files of the first two tracks exist: bursts of noise, the second one late and inverted."""
    folder, rate = driver.session.document.opened.folder.path, driver.song.rate_hz
    noise = np.random.default_rng(5).normal(0.0, 0.1, 90 * rate)
    noise[: 90 * rate : 1] *= np.repeat(np.arange(90) % 3 != 2, rate)
    for number, sound in enumerate((noise, -0.5 * np.concatenate([np.zeros(96), noise[:-96]]))):
        path = folder / driver.song.tracks[number].clips[0].file
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, sound.astype(np.float32), rate, "FLOAT", format="WAV")
    return driver


def until(driver: WindowDriver, done: Callable[[], bool]) -> None:
    for _ in range(2000):
        driver.tick()
        QApplication.processEvents()
        if done():
            return
        QTest.qWait(5)
    pytest.fail("it did not end")


def test_reverse_and_normalise_go_on_in_the_background_as_one_step_each(sounding: WindowDriver) -> None:
    driver, before = sounding, sounding.song
    select(driver, CLIP)
    press(driver, KEYS["clips.reverse"][0])
    until(driver, lambda: driver.song is not before)
    made = clip(driver.song).processing
    assert made is not None and made.reversed and driver.session.document.undo_label == "Reverse clip"
    driver.run("clips.normalise")
    card = driver.window.dialog
    assert isinstance(card, ParameterCard)
    card.apply_values()
    reversed_song = driver.song
    until(driver, lambda: driver.song is not reversed_song)
    assert driver.session.document.undo_label == "Normalise" and clip(driver.song).gain_db > 0
    driver.run("song.undo")
    driver.run("song.undo")
    assert driver.song is before


def test_strip_silence_shows_what_goes_before_it_does(sounding: WindowDriver) -> None:
    driver, before = sounding, sounding.song
    select(driver, CLIP)
    driver.run("clips.strip-silence")
    card = driver.window.dialog
    assert isinstance(card, ParameterCard)
    card.apply_values()
    until(driver, lambda: isinstance(driver.window.dialog, Findings))
    found = driver.window.dialog
    assert isinstance(found, Findings) and driver.song is before
    assert any("s of silence go." in note for note in found._prepared.notes)
    QTest.keyClick(found, Qt.Key.Key_Return)
    assert driver.window.dialog is None and count(driver.song) > count(before)


def test_a_clip_that_follows_the_tempo_is_moved_at_once_and_stretched_in_the_background(sounding: WindowDriver) -> None:
    driver = sounding
    select(driver, CLIP)
    driver.run("clips.follow-tempo")
    driver.run("clips.trim-end")
    before, one = driver.song, clip(driver.song)
    others = driver.song.tracks[1].clips
    assert driver.window.bridge.change_tempo(set_tempo_at(0, before.tempo_bpm * 0.8))
    until(driver, lambda: clip(driver.song).processing is not None)
    made = clip(driver.song)
    assert (
        made.length_frames == round(one.length_frames / 0.8) and made.timeline_start_frame == one.timeline_start_frame
    )
    assert driver.song.tracks[1].clips == others, "those that do not follow stay"
    driver.run("song.undo")
    driver.run("song.undo")
    assert driver.song is before


def test_a_bare_number_in_a_card_has_the_unit_that_the_card_shows(sounding: WindowDriver) -> None:
    """120 in a field that says 100 % was refused."""
    driver, before = sounding, sounding.song
    select(driver, CLIP)
    driver.run("clips.stretch")
    card = driver.window.dialog
    assert isinstance(card, ParameterCard)
    field = card.inputs["length"]
    assert isinstance(field, Field)
    field.setText("120")
    card.apply_values()
    until(driver, lambda: driver.song is not before)
    made = clip(driver.song).processing
    assert made is not None and made.stretch == 1.2


@pytest.mark.parametrize("command", ["clips.delete", "clips.cut", "time.delete"])
def test_a_range_that_was_closed_is_selected_no_longer(sounding: WindowDriver, command: str) -> None:
    """A second Delete took what had slid into it."""
    driver, before = sounding, sounding.song
    first = before.tracks[0].clips[0]
    start = first.timeline_start_frame
    everywhere = tuple(track.id for track in before.tracks)
    driver.window.editing.set_ripple("all")
    driver.window.selection.set_clips(())
    driver.window.selection.set_time_range(TimeRange(start, start + first.length_frames // 2, everywhere))
    driver.run(command)
    closed = driver.song
    assert closed is not before and driver.window.selection.time_range is None
    driver.run("clips.delete")
    assert driver.song is closed


@pytest.mark.parametrize("command", ["time.delete", "time.insert-range"])
def test_time_of_the_whole_song_says_that_a_range_on_one_track_does_not_limit_it(
    sounding: WindowDriver, command: str
) -> None:
    """A range on one lane cut all tracks, and nothing said so."""
    driver = sounding
    first = driver.song.tracks[0]
    driver.window.selection.set_time_range(TimeRange(48000, 96000, (first.id,)))
    action = driver.window.bridge.actions[command]
    assert action.text().endswith("time on all tracks")
    driver.run(command)
    assert (driver.session.document.opened.history.undo_label or "").endswith("time on all tracks")


@pytest.mark.parametrize("verb", ["clips.reverse", "clips.normalise", "clips.pitch", "clips.fades"])
def test_a_time_selection_is_enough_for_verbs_of_whole_clips(sounding: WindowDriver, verb: str) -> None:
    """It is cut out first, in the same step. They said "choose a clip first"."""
    driver, before = sounding, sounding.song
    whole = clip(before)
    track = before.tracks[0]
    start, end = whole.timeline_start_frame + 1000, whole.timeline_end_frame - 1000
    driver.window.selection.set_clips(())
    driver.window.selection.set_time_range(TimeRange(start, end, (track.id,)))
    driver.run(verb)
    card = driver.window.dialog
    if isinstance(card, ParameterCard):
        for name, typed in (("semitones", "2"), ("in_ms", "20")):
            if name in card.inputs:
                field = card.inputs[name]
                assert isinstance(field, Field)
                field.setText(typed)
        card.apply_values()
    until(driver, lambda: driver.song is not before)
    parts = [one for one in driver.song.tracks[0].clips if start <= one.timeline_start_frame < end]
    changed = [one for one in parts if one.processing or one.gain_db or one.fade_in_frames]
    assert len(changed) == 1 and changed[0].timeline_start_frame == start and changed[0].timeline_end_frame == end
    driver.run("song.undo")
    assert driver.song is before, "one step"


def test_a_wrong_value_in_a_card_is_named_as_the_card_names_it(driver: WindowDriver) -> None:
    select(driver, CLIP)
    driver.run("clips.gain")
    card = driver.window.dialog
    assert isinstance(card, ParameterCard)
    field = card.inputs["to_db"]
    assert isinstance(field, Field)
    field.setText("loud")
    card.apply_values()
    assert "Gain cannot be" in card.problem.text() and "to_db" not in card.problem.text()
