"""Hazards: a part that is lost or moves; a clip that keeps what should be gone; another clip that is cut."""

from app.edits.strip_silence import strip_silence
from app.model.ids import ClipId
from app.model.invariants import check
from tests.app.edits.busy_song import spans
from tests.helpers.songs import song_with, with_clip

C = ClipId("c")


def test_only_what_sounds_stays_where_it_is() -> None:
    song = with_clip(with_clip(song_with("Vox"), "Vox", 1000, 900, "c", offset=50), "Vox", 1200, 100, "d")
    edit = strip_silence({C: [(1500, 1600), (900, 1100), (1080, 1200), (1850, 5000)]})
    after = edit.apply(song)
    assert spans(clip for clip in after.tracks[0].clips if clip.id != "d") == [
        (1000, 1200, 50), (1500, 1600, 550), (1850, 1900, 900)
    ]  # fmt: skip
    assert spans(clip for clip in after.tracks[0].clips if clip.id == "d") == [(1200, 1300, 0)]
    assert check(after) == [] and after == edit.apply(song)


def test_a_clip_that_sounds_throughout_stays_whole_and_a_silent_one_goes() -> None:
    song = with_clip(song_with("Vox"), "Vox", 1000, 900, "c")
    assert strip_silence({C: [(0, 5000)]}).apply(song) is song
    assert strip_silence({C: []}).apply(song).tracks[0].clips == ()
