"""Hazards: a song that no program wrote, or its undo history, ends the window; the longest one overflows a scroll bar."""

import zlib
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QWidget

from app.edits import strips
from app.edits.edit import Edit
from app.edits.time_range import TimeRange
from app.model.automation import Breakpoint, Curve
from app.model.ids import ClipId, MarkerId, PassId, TakeId
from app.model.marker import Marker
from app.model.ranges import FRAMES
from app.model.song import Song
from app.model.take import Take
from app.model.track import Keeper
from app.problems import EditRefused, SongProblem
from tests.ui.conftest import WindowDriver


def test_the_longest_song_is_drawn_and_scrolled_to_its_end(driver: WindowDriver) -> None:
    first, *others = driver.song.tracks
    clip = replace(first.clips[0], id=ClipId("last"), timeline_start_frame=FRAMES[1] - 96000, length_frames=96000)
    longest = replace(first, clips=(*first.clips, clip))
    driver.session.document.perform(Edit("Far", lambda song: replace(song, tracks=(longest, *others))))
    arrange = driver.window.arrange
    arrange.viewport.zoom(1e9, 0)
    arrange.viewport.scroll_to(1e30, 0)
    driver.tick()
    assert arrange.viewport.frame_at(0) <= FRAMES[1] and not arrange.grab().isNull()
    later = replace(longest, clips=(replace(clip, length_frames=96001),))
    with pytest.raises(EditRefused, match="a day"):
        driver.session.document.perform(Edit("Farther", lambda song: replace(song, tracks=(later, *others))))


@pytest.mark.parametrize("scale", [1.0, 1.25])
def test_everything_is_drawn_at_a_sample_of_eight_pixels_at_the_end_of_ten_hours(
    driver: WindowDriver, scale: float
) -> None:
    """Places of what lies far outside are larger than a painter can count."""
    late = 10 * 3600 * 48000

    def longest(song: Song) -> Song:
        first = song.tracks[0]
        long = replace(
            first.clips[0], id=ClipId("long"), timeline_start_frame=0, length_frames=late, fade_in_frames=late // 2,
            fade_out_frames=late // 3, muted=True, locked=True,
        )  # fmt: skip
        take = Take(TakeId("t"), PassId("p"), "Take", first.clips[0].file, 0, 0, late, "", 0, False, -6.0)
        keeper = Keeper(0, late)
        curve = Curve("fader_db", (Breakpoint(0, -6.0), Breakpoint(late, 0.0)))
        changed = replace(
            first, clips=(replace(long, take=TakeId("t")),), takes=(take,), keepers=(keeper,), curves=(curve,)
        )
        marker = Marker(MarkerId("m"), "All", 0, late)
        settings = replace(song.transport, loop_on=True, loop_end_frame=late, punch_on=True, punch_out_frame=late)
        return replace(song, tracks=(changed, *song.tracks[1:]), markers=(marker,), transport=settings)

    driver.session.document.perform(Edit("Long", longest))
    arrange = driver.window.arrange
    for widget in (arrange, *arrange.findChildren(QWidget)):
        widget.devicePixelRatioF = lambda: scale  # type: ignore[method-assign]
    arrange.toggle_takes(driver.song.tracks[0].id)
    arrange.toggle_automation(driver.song.tracks[0].id)
    driver.window.selection.set_time_range(TimeRange(0, late, (driver.song.tracks[0].id,)))
    driver.window.selection.set_clips({ClipId("long")})
    for place in (0, late // 2, late - 50, late):
        arrange.viewport.zoom(1e9, 0)
        arrange.viewport.scroll_to(place / arrange.viewport.frames_per_px - 100, 0)
        driver.session.transport.locate(place)
        driver.tick(31)
        assert not driver.window.grab().isNull()


def test_a_song_of_ten_trillion_frames_is_refused_and_the_one_before_stays(
    driver: WindowDriver, tmp_path: Path
) -> None:
    before, strange = driver.song, tmp_path / "Strange.worktape"
    strange.mkdir()
    saved = driver.session.document.opened.folder.song_file.read_bytes()
    (strange / "song.json").write_bytes(
        saved.replace(b'"file_start_frame": 0', b'"file_start_frame": 10000000000000', 1)
    )
    for data in (None, saved.replace(b'"Kick"', b'"\\ud800"', 1), b"[" * 100_000):
        if data is not None:
            (strange / "song.json").write_bytes(data)
        with pytest.raises(SongProblem):
            driver.session.open_song(strange)
        driver.tick()
    assert driver.song is before


def test_a_step_of_an_earlier_sitting_that_cannot_be_read_is_told_and_undo_ends(driver: WindowDriver) -> None:
    session, track = driver.session, driver.song.tracks[0].id
    session.document.perform(strips.set_pan(track, 0.5))
    session.document.save()
    folder = session.document.opened.folder
    session.document.opened.close()
    contents = msgspec.msgpack.decode(zlib.decompress(folder.history_file.read_bytes()))
    own = set(contents["steps"][-1][2])
    broken = next(part for part in contents["steps"][-2][2] if part not in own)
    contents["parts"][broken] = b'{"id": 7}'
    folder.history_file.write_bytes(zlib.compress(msgspec.msgpack.encode(contents)))
    session.open_song(folder.path)
    told: list[str] = []
    driver.window.bridge.noticed.connect(lambda notice: told.append(notice.sentence))
    driver.run("song.undo")
    driver.tick()
    told = [sentence for sentence in told if not sentence.startswith("Missing files")]  # a worker looks for them
    assert len(told) == 1 and "earlier step" in told[0] and session.document.undo_label is None
    session.document.perform(strips.set_pan(track, 0.1))
    driver.window.save()
    assert not session.document.is_modified
