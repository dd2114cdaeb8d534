"""Undo after closing. Hazards: a history that belongs to another song.json, one that keeps a song from opening, or steps
that come back different."""

from pathlib import Path

import pytest

from app.edits import strips, tracks
from app.model.ids import TrackId
from app.open_song import OpenSong
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
    roots = [song.history.root(n) for n in range(5)]
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
    again.close()


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
