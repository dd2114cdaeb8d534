"""Undo after closing. Hazards: a history that belongs to another song.json, one that keeps a song from opening, or steps
that come back different."""

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.edits import strips, tracks
from app.model.ids import TrackId
from app.problems import SongProblem
from app.song.open_song import OpenSong
from app.storage import history_file
from app.storage.history_file import MOST_STEPS

VOX = TrackId("vox")


def opened(path: Path) -> OpenSong:
    if path.exists():
        return OpenSong.existing(path, "test")
    made = OpenSong.new(path, "Song", 48000, "test")
    made.history.perform(tracks.add_track("Vox", track_id=VOX))
    return made


def test_undo_and_its_words_survive_closing(tmp_path: Path) -> None:
    path = tmp_path / "Song.worktape"
    song = opened(path)
    for level in (-3.0, float("-inf"), -6.0):
        song.history.perform(strips.set_fader_db(VOX, level))
    roots = [song.history.song_at(n) for n in range(5)]
    song.save()
    song.close()

    again = opened(path)
    assert not again.history.is_modified and again.history.undo_label == "Fader"
    seen = [again.song]
    while again.history.undo():
        seen.append(again.song)
    assert seen[::-1] == roots
    while again.history.redo():
        pass
    assert again.song == roots[-1] and not again.history.is_modified
    again.close()


def test_only_what_led_to_the_saved_song_is_kept_and_at_most_200_steps(tmp_path: Path) -> None:
    path = tmp_path / "Song.worktape"
    song = opened(path)
    for n in range(MOST_STEPS + 40):
        song.history.perform(strips.set_pan(VOX, (n % 100) / 100 - 0.5))
    song.save()
    song.history.perform(strips.set_pan(VOX, 1.0))  # dropped at closing
    song.close()
    again = opened(path)
    count = 0
    while again.history.undo():
        count += 1
    assert count == MOST_STEPS
    again.close()


@pytest.mark.parametrize("damage", ["other song", "cut short", "nonsense", "gone"])
def test_a_history_that_does_not_fit_is_not_used(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "Song.worktape"
    song = opened(path)
    song.history.perform(strips.set_pan(VOX, 0.5))
    song.save()
    song.close()
    kept = song.folder.history_file
    if damage == "other song":
        song.folder.song_file.write_bytes(song.folder.song_file.read_bytes().replace(b'"pan": 0.5', b'"pan": 0.25'))
    elif damage == "gone":
        kept.unlink()
    else:
        kept.write_bytes(kept.read_bytes()[:40] if damage == "cut short" else b"no history")
    again = opened(path)
    assert again.history.undo_label is None and not again.history.undo()
    assert bool(again.put_aside) == (damage in ("cut short", "nonsense"))
    assert kept.exists() == (damage == "other song")
    again.close()


def with_history(path: Path, change: Callable[[Any], object]) -> None:
    """A saved song of two steps, its history changed by hand."""
    song = opened(path)
    song.history.perform(strips.set_pan(VOX, 0.5))
    song.save()
    song.close()
    kept = song.folder.history_file
    contents = msgspec.msgpack.decode(zlib.decompress(kept.read_bytes()))
    change(contents)
    kept.write_bytes(zlib.compress(msgspec.msgpack.encode(contents)))


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c["steps"][0][1].__setitem__(0, 999),
        lambda c: c["steps"][0][1].__setitem__(0, -1),
        lambda c: c["steps"][0][1].pop(),
        lambda c: c["steps"].extend(c["steps"] * 200),
        lambda c: c["steps"][0].__setitem__(2, [0] * 5000),
        lambda c: c["steps"][0].__setitem__(0, "x" * 8000),
        lambda c: c["parts"].append(b"1" * 300_000),  # more than it may unpack to
        lambda c: c["fields"].__setitem__(0, "buses"),
    ],
)
def test_a_history_that_no_program_wrote_is_put_aside_with_a_word(
    tmp_path: Path, change: Callable[[Any], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "Song.worktape"
    with_history(path, change)
    monkeypatch.setattr(history_file, "MOST_BYTES", 200_000)
    song = opened(path)
    (word,) = song.put_aside
    assert "undo history" in word and "trash" in word and not song.folder.history_file.exists()
    song.history.perform(strips.set_pan(VOX, 0.1))
    song.save()
    song.close()
    song = opened(path)
    assert song.history.undo_label == "Pan"
    song.close()


def test_a_history_of_an_older_version_goes_on(tmp_path: Path) -> None:
    """It has the fields that a song had then, and its steps are brought up to date like a song."""

    def as_written_then(contents: Any) -> None:
        contents["schema_version"] = 4
        gone = contents["fields"].index("artist")
        for row in (contents["fields"], *(step[1] for step in contents["steps"])):
            row.pop(gone)

    path = tmp_path / "Song.worktape"
    with_history(path, as_written_then)
    song = opened(path)
    assert song.put_aside == [] and song.history.undo() and song.song.artist == ""
    song.close()


def test_a_small_history_cannot_stand_for_a_large_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "Song.worktape"
    with_history(path, lambda c: c["steps"][0].__setitem__(2, [c["steps"][-1][2][0]] * 256))
    monkeypatch.setattr(history_file, "MAX_SONG_BYTES", 20_000)
    song = opened(path)
    assert song.put_aside
    song.close()


def test_saving_keeps_undo_and_redo_and_the_mark_of_what_is_saved(tmp_path: Path) -> None:
    opened = OpenSong.new(tmp_path / "S.worktape", "S", 48000, "test")
    history = opened.history
    for name in ("One", "Two", "Three"):
        history.perform(tracks.add_track(name))
    history.undo()
    opened.save()
    assert (history.undo_label, history.redo_label, history.is_modified) == ("Add track", "Add track", False)
    history.undo()
    assert [track.name for track in history.song.tracks] == ["One"] and history.is_modified, "undo goes past a save"
    history.redo()
    assert not history.is_modified, "that is what was saved"
    history.redo()
    assert history.is_modified and len(history.song.tracks) == 3
    history.go_to(1)
    opened.save()
    opened.close()
    again = OpenSong.existing(tmp_path / "S.worktape", "test")
    assert again.history.undo_label == "Add track" and len(again.song.tracks) == 1 and not again.history.is_modified
    again.close()


def test_a_step_that_cannot_be_read_ends_undo_and_neither_saving_nor_closing(tmp_path: Path) -> None:
    path = tmp_path / "Song.worktape"
    with_history(path, lambda c: c["parts"].__setitem__(c["steps"][1][2][0], b'{"id": "vox", "name": 3}'))
    song = opened(path)
    song.history.perform(strips.set_pan(VOX, 0.1))
    song.save()
    assert len(list(song.history.songs())) == 2 + 1
    assert song.history.undo()
    with pytest.raises(SongProblem, match="earlier step"):
        song.history.undo()
    assert not song.history.undo() and song.history.undo_label is None
    song.history.redo()
    song.save()
    song.close()


def test_what_steps_share_is_written_once(tmp_path: Path) -> None:
    path = tmp_path / "Song.worktape"
    song = opened(path)
    for n in range(30):
        song.history.perform(tracks.add_track(f"Track {n}"))
    song.save()
    song.close()
    small = song.folder.history_file.stat().st_size
    again = opened(path)
    for n in range(100):
        again.history.perform(strips.set_pan(VOX, n / 100))
    again.save()
    again.close()
    assert again.folder.history_file.stat().st_size < small * 12
