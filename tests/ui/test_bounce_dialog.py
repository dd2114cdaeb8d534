"""The bounce dialog: what is chosen is what is asked for, a name and its format agree, nothing is written over unasked."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest

from app.edits.buses import add_bus
from app.edits.edit import Edit
from app.edits.markers import add_marker
from app.edits.routing import set_output
from app.edits.time_range import TimeRange
from app.messages.bounces import CANCELLED, ENTER_PLACE
from app.model.ids import BusId
from app.renders.jobs import BounceOptions, Job, StemOptions
from audio_engine import formats
from tests.ui.conftest import WindowDriver
from ui.dialogs.bounce import BounceDialog


class FakeJob:
    def __init__(self) -> None:
        self.progress, self.finished, self.failed, self.cancelled, self.sentence = 0.25, False, False, False, ""
        self.lines: tuple[str, ...] = ()
        self.watched = self.clips = False

    def poll(self) -> None: ...

    def cancel(self) -> None:
        self.finished = self.cancelled = True
        self.sentence = CANCELLED


class Asked:
    """What the dialog asks the session for; `job` is what it gets."""

    def __init__(self, driver: WindowDriver, monkeypatch: pytest.MonkeyPatch) -> None:
        self.job, self.options, self.folders = FakeJob(), list[BounceOptions | StemOptions](), list[Path]()
        self.bounce: Callable[[BounceOptions], FakeJob] = lambda options: self.options.append(options) or self.job  # type: ignore[func-returns-value]
        monkeypatch.setattr(driver.session.renders, "bounce", self.bounce)
        monkeypatch.setattr(driver.session.renders, "bounce_ranges", self.bounce)
        monkeypatch.setattr(driver.session.renders, "stems", self._stems)

    def _stems(self, folder: Path, options: StemOptions) -> FakeJob:
        self.folders.append(folder)
        self.options.append(options)
        return self.job


@pytest.fixture
def asked(driver: WindowDriver, monkeypatch: pytest.MonkeyPatch) -> Asked:
    return Asked(driver, monkeypatch)


def opened(driver: WindowDriver) -> BounceDialog:
    driver.key(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    dialog = driver.window.dialog
    assert isinstance(dialog, BounceDialog)
    return dialog


def choose(box: object, text: str) -> None:
    box.setCurrentIndex([box.itemText(n) for n in range(box.count())].index(text))  # type: ignore[attr-defined]


def test_it_shows_progress_then_what_was_written_and_where(
    driver: WindowDriver, asked: Asked, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shown: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", shown.append)
    dialog = opened(driver)
    dialog.path.setText(str(tmp_path / "mix.wav"))
    dialog.go.click()
    driver.tick()
    assert (
        asked.options and dialog.progress.isVisible() and dialog.progress.value() == 250 and not dialog.go.isEnabled()
    )
    assert not dialog.reveal.isVisible()
    job = asked.job
    job.progress, job.finished, job.sentence = 1.0, True, "mix.wav: 1:20, peak -1.2 dBFS, -14.0 LUFS."
    (tmp_path / "mix.wav").write_bytes(b"mix")
    driver.tick()
    assert dialog.sentence.text() == job.sentence and dialog.go.isEnabled() and not dialog.progress.isVisible()
    dialog.reveal.click()
    assert [url.toLocalFile() for url in shown] == [str(tmp_path)]
    assert dialog.path.text() == str(tmp_path / "mix 2.wav"), "the next one gets a name of its own"


@pytest.mark.parametrize("stems", [False, True])
def test_a_bare_name_lies_beside_the_song_and_no_name_is_asked_for(
    driver: WindowDriver, asked: Asked, stems: bool
) -> None:
    """It lay in the folder that the program was started in, wherever that was."""
    assert driver.session.document.folder is not None
    dialog = opened(driver)
    dialog.what.setCurrentIndex(int(stems))
    dialog.path.setText("  ")
    dialog.go.click()
    assert not asked.options and dialog.sentence.text() == ENTER_PLACE
    dialog.path.setText("Rough")
    dialog.go.click()
    wanted = driver.session.document.folder.parent / ("Rough" if stems else "Rough.wav")
    assert (asked.folders[-1] if stems else asked.options[-1].path) == wanted  # type: ignore[union-attr]


def test_it_can_be_cancelled(driver: WindowDriver, asked: Asked) -> None:
    dialog = opened(driver)
    dialog.what.setCurrentIndex(1)
    dialog.go.click()
    driver.tick()
    dialog.cancel.click()
    driver.tick()
    assert asked.job.cancelled and dialog.sentence.text().startswith("Cancelled") and not dialog.reveal.isVisible()


def test_each_range_gets_a_file_and_none_that_is_there_is_written_over_unasked(
    driver: WindowDriver, asked: Asked
) -> None:
    assert driver.session.document.folder is not None
    place, rate = driver.session.document.folder.parent, driver.song.rate_hz
    for n, name in enumerate(("Verse", "Chorus", "Chorus")):
        driver.session.document.perform(add_marker(n * rate, rate, name))
    dialog = opened(driver)
    choose(dialog.what, "Each range")
    name = driver.song.name
    assert f"{name} - Verse.wav, {name} - Chorus.wav, {name} - Chorus 2.wav" in dialog.sentence.text()
    assert not dialog.range.isEnabled() and not dialog.tail.isEnabled()
    mine = place / f"{name} - Chorus 2.flac"
    mine.write_bytes(b"mine")
    choose(dialog.format, "FLAC")
    assert dialog.path.text() == str(place / f"{name} 2.flac") and f"{name} 2 - Verse.flac" in dialog.sentence.text()
    dialog.path.setText(str(place / f"{name}.flac"))
    dialog.go.click()
    assert not asked.options and f"{mine.name} already exists" in dialog.sentence.text()
    dialog.keep_both.click()
    assert asked.options[-1].path == place / f"{name} 2.flac"  # type: ignore[union-attr]
    driver.tick()
    assert dialog.progress.isVisible() and not dialog.what.isEnabled()


def test_a_name_that_is_taken_is_proposed_anew_and_replaced_only_when_asked(
    driver: WindowDriver, asked: Asked, tmp_path: Path
) -> None:
    assert driver.session.document.folder is not None
    place = driver.session.document.folder.parent
    first = place / f"{driver.song.name}.wav"
    first.write_bytes(b"mine")
    dialog = opened(driver)
    assert dialog.path.text() == str(place / f"{driver.song.name} 2.wav")
    dialog.path.setText(str(first))
    dialog.go.click()
    assert not asked.options and "already exists" in dialog.sentence.text()
    assert dialog.replace.isVisible() and dialog.keep_both.isVisible() and not dialog.go.isVisible()
    dialog.replace.click()
    assert asked.options[-1].overwrite and asked.options[-1].path == first  # type: ignore[union-attr]
    asked.job.finished = True
    driver.tick()
    asked.job = FakeJob()
    dialog.path.setText(str(first))
    dialog.go.click()
    dialog.keep_both.click()
    assert asked.options[-1].path == place / f"{driver.song.name} 2.wav"  # type: ignore[union-attr]
    assert not asked.options[-1].overwrite and first.read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("title", "quality", "suffix", "depth", "kbits"),
    [
        ("WAV", "16 bit", ".wav", "16", 0), ("FLAC", "24 bit", ".flac", "24", 0), ("MP3", "192 kbit/s", ".mp3", "24", 192),
        ("Ogg Vorbis", "256 kbit/s", ".ogg", "24", 256), ("Opus", "96 kbit/s", ".opus", "24", 96),
    ],
)  # fmt: skip
def test_every_format_can_be_chosen_with_its_quality(
    driver: WindowDriver, asked: Asked, title: str, quality: str, suffix: str, depth: str, kbits: int
) -> None:
    dialog = opened(driver)
    choose(dialog.format, title)
    choose(dialog.quality, quality)
    dialog.go.click()
    options = asked.options[0]
    assert isinstance(options, BounceOptions)
    assert (options.path.suffix, options.depth, options.kbits) == (suffix, depth, kbits)


def test_the_name_and_the_format_cannot_disagree(driver: WindowDriver, asked: Asked, tmp_path: Path) -> None:
    """`x.mp3` beside "24 bit WAV" wrote an MP3."""
    dialog = opened(driver)
    dialog.path.setFocus()
    dialog.path.setText(str(tmp_path / "x.mp3"))
    QTest.keyClick(dialog.path, Qt.Key.Key_Return)
    assert (dialog.format.currentText(), dialog.quality.currentText()) == ("MP3", "320 kbit/s")
    dialog.path.setText(str(tmp_path / "Take 2.1"))
    dialog.go.click()
    options = asked.options[0]
    assert isinstance(options, BounceOptions) and options.path.name == "Take 2.1.mp3"


def test_stems_are_counted_and_made_of_the_range_that_is_chosen(driver: WindowDriver, asked: Asked) -> None:
    """The loop range was shown and the whole song written; groups swallowed their tracks."""
    group = BusId("group")
    driver.session.document.perform(add_bus("group", "Drums", group))
    for track in driver.song.tracks[:3]:
        driver.session.document.perform(set_output(track.id, group))
    loop = replace(driver.song.transport, loop_start_frame=48000, loop_end_frame=96000)
    driver.session.document.perform(Edit("Loop", lambda song: replace(song, transport=loop)))
    dialog = opened(driver)
    counts = {}
    for n in range(1, dialog.what.count()):
        dialog.what.setCurrentIndex(n)
        counts[dialog.what.currentData()] = dialog.sentence.text().split(",")[0]
    assert counts == {"track": "7 files: 7 tracks", "group": "5 files: 4 tracks", "both": "8 files: 7 tracks"}
    offered = [dialog.format.itemText(n) for n in range(dialog.format.count())]
    assert offered == [kind.title for kind in formats.lossless_formats()], "stems lose nothing"
    choose(dialog.range, "The loop range")
    assert "0:01 at 48" in dialog.sentence.text() and not dialog.tail.isEnabled()
    dialog.go.click()
    options = asked.options[0]
    assert isinstance(options, StemOptions) and (options.from_frame, options.to_frame) == (48000, 96000)
    assert options.contents == "both" and options.depth == "32f"


def test_the_level_of_every_stem_is_in_view_at_the_end(driver: WindowDriver, asked: Asked) -> None:
    dialog = opened(driver)
    dialog.what.setCurrentIndex(1)
    dialog.go.click()
    driver.tick()
    asked.job.lines = tuple(f"{n:02d} Track.wav: peak -3.2 dBFS, -14.1 LUFS, -2.9 dBTP" for n in range(1, 15))
    asked.job.finished, asked.job.sentence = True, "14 stems in a folder."
    driver.tick()
    driver.tick()
    assert dialog.sentence.text().endswith(
        "12 Track.wav: peak -3.2 dBFS, -14.1 LUFS, -2.9 dBTP\nstems.json lists 2 more."
    )
    end = dialog.sentence.mapTo(dialog.card, dialog.sentence.rect().bottomLeft())
    assert end.y() < dialog.reveal.mapTo(dialog.card, dialog.reveal.rect().topLeft()).y()


def test_the_artist_is_remembered_in_the_song(driver: WindowDriver, asked: Asked) -> None:
    dialog = opened(driver)
    dialog.artist.setText("Ana and the Tapes")
    dialog.go.click()
    assert driver.song.artist == "Ana and the Tapes"
    driver.key(Qt.Key.Key_Escape)
    assert opened(driver).artist.text() == "Ana and the Tapes"


def test_job_has_what_the_dialog_reads() -> None:
    assert all(name in dir(Job) for name in ("progress", "cancel", "poll", "lines"))


@pytest.mark.parametrize("failed", [False, True])
@pytest.mark.parametrize("closed", [False, True])
def test_the_end_is_told_once_in_the_dialog_or_in_a_notice(
    driver: WindowDriver, asked: Asked, tmp_path: Path, closed: bool, failed: bool
) -> None:
    """It was told in both at once."""
    job = asked.job

    def begin(_options: BounceOptions) -> FakeJob:
        edit, opened = Edit("Bounce", lambda song: song), driver.session.document.opened
        driver.session.renders.jobs.add(job, lambda: edit, opened, "Bouncing the mix")  # type: ignore[arg-type]
        return job

    driver.session.renders.bounce = begin  # type: ignore[method-assign,assignment]
    dialog = opened(driver)
    dialog.path.setText(str(tmp_path / "mix.wav"))
    dialog.go.click()
    driver.tick()
    if closed:
        driver.key(Qt.Key.Key_Escape)
        assert driver.window.dialog is None
    job.finished, job.failed, job.sentence = True, failed, "mix.wav: 1:20."
    driver.tick(2)
    cards = [card.accessibleName() for card in driver.window.notices.cards]
    assert cards.count(job.sentence) == int(closed)
    if not closed:
        assert dialog.sentence.text() == job.sentence


def test_a_format_that_is_registered_is_offered_with_its_depths(driver: WindowDriver) -> None:
    formats.FORMATS.append(formats.Format("Dummy", ".dummy", depths=("24", "16"), container="AIFF"))
    try:
        dialog = opened(driver)
        choose(dialog.format, "Dummy")
        assert dialog.path.text().endswith(".dummy")
        assert [dialog.quality.itemText(n) for n in range(dialog.quality.count())] == ["24 bit", "16 bit"]
        choose(dialog.what, "Stems of tracks")
        assert dialog.format.findData(".dummy") >= 0 and dialog.format.findData(".mp3") < 0
    finally:
        formats.FORMATS.pop()


def test_the_selected_time_can_be_bounced(driver: WindowDriver) -> None:
    track = driver.song.tracks[0]
    driver.window.selection.set_time_range(TimeRange(48000, 96000, (track.id,)))
    driver.run("song.bounce")
    dialog = driver.window.dialog
    assert isinstance(dialog, BounceDialog)
    assert dialog.range.itemText(1) == "The selected time" and dialog.range.itemData(1) == (48000, 96000)
    assert dialog.range.currentIndex() == 0, "the whole song unless somebody says otherwise"


def test_a_click_beside_the_card_keeps_what_was_typed(driver: WindowDriver) -> None:
    driver.window.dialogs.show_bounce()
    dialog = driver.window.dialog
    assert isinstance(dialog, BounceDialog)
    QTest.keyClicks(dialog.artist, "Nobody")
    QTest.mouseClick(dialog, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert driver.window.dialog is dialog
    driver.key(Qt.Key.Key_Escape)
    driver.window.dialogs.show_bounce()
    assert driver.window.dialog is not None
    QTest.mouseClick(driver.window.dialog, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert driver.window.dialog is None, "nothing was typed"


def test_a_refusal_takes_the_place_of_what_was_said_before(driver: WindowDriver) -> None:
    driver.window.dialogs.show_bounce()
    dialog = driver.window.dialog
    assert isinstance(dialog, BounceDialog)
    dialog.path.setText("")
    dialog.start()
    assert dialog.sentence.text() == ENTER_PLACE and dialog.sentence.property("kind") == "warn"
    dialog.tell("It cannot be.")
    assert dialog.sentence.text() == "It cannot be." and dialog.sentence.property("kind") == "bad"
    dialog.start()
    assert dialog.sentence.text() == ENTER_PLACE and dialog.sentence.property("kind") == "warn"
    assert not dialog.problem.isVisible(), "there is one line"


def test_a_mix_that_clips_is_a_warning_and_no_line_moves_the_dialog(
    driver: WindowDriver, asked: Asked, tmp_path: Path
) -> None:
    """It was green, and the buttons went away from under the pointer."""
    dialog = opened(driver)
    dialog.path.setText(str(tmp_path / "mix.wav"))
    place, button = dialog.card.geometry(), dialog.go.mapTo(dialog, QPoint())
    for over in (False, True):
        asked.job = FakeJob()
        driver.session.renders.bounce = asked.bounce  # type: ignore[method-assign, assignment]
        dialog.go.click()
        driver.tick()
        assert dialog.progress.isVisible() and dialog.card.geometry() == place
        job = asked.job
        job.finished, job.clips = True, over
        job.sentence = (
            "/home/anna/Music/mix.wav: 01:14.000 at 48000 Hz, 24 bit WAV, peak 0.0 dBFS, -9.1 LUFS, +1.3 dBTP."
        )
        job.sentence += " It clips. Lower the limiter's ceiling by 1.3 dB." if over else ""
        driver.tick()
        assert dialog.sentence.property("kind") == ("warn" if over else "good")
        assert dialog.card.geometry() == place and dialog.go.mapTo(dialog, QPoint()).y() == button.y()
    dialog.tell("The song has no sound. Record or import something.")
    assert dialog.card.geometry() == place
