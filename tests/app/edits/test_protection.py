"""What protects clips. Hazards: a verb that changes a locked clip or what a frozen track plays; a lock that nothing can open."""

from dataclasses import replace

import pytest

from app.edits import (
    align,
    clip_join,
    clip_processing,
    clip_properties,
    clipboard,
    clips,
    comps,
    discarding,
    slip,
    trimming,
)
from app.edits.clip_source import source_of
from app.edits.edit import Edit
from app.edits.follow_tempo import following
from app.edits.tempo import set_tempo
from app.edits.time_range import TimeRange
from app.model.ids import ClipId
from app.model.song import Song
from app.problems import EditRefused
from tests.app.edits.busy_song import BAR, BASS, KEYS, VOX, applied, busy_song, clip_of, track_of, with_track
from tests.helpers.trims import trim_clip

B = ClipId("bass-1")
KEPT = ClipId("keys")
SONG = busy_song()
PIECE = TimeRange(2 * BAR + 100, 2 * BAR + 900, (BASS,))


def edits_of(clip: ClipId, other: ClipId, piece: TimeRange) -> list[Edit]:
    source = source_of(clip_of(SONG, clip))
    made = clip_processing.ProcessedAudio(source, "audio/made.wav", 0, 100, replace(source, reversed=True))
    return [
        clips.move_clips([clip], 100),
        clips.move_clips([other, clip], 100),
        clips.move_clips(piece, 100),
        clips.delete_clips([clip]),
        clips.delete_clips(piece),
        clipboard.cut_clips(SONG, [clip])[1],
        trim_clip(clip, 2 * BAR, 2 * BAR + 500),
        trimming.trim_clips([clip], 10, -10),
        clips.split_clip(clip, 2 * BAR + 500),
        clips.split_clips(piece),
        clips.crop_clips(piece),
        slip.slip_clips([clip], -100, {"audio/bass.wav": 10**9, "audio/keys.wav": 10**9}),
        clip_properties.set_clip_gain_db([clip], -3.0),
        clip_properties.set_clip_fades([clip], 100, 100),
        clip_properties.mute_clips([clip], True),
        clip_properties.rename_clips([clip], "Other"),
        clip_properties.colour_clips([clip], 3),
        clip_properties.set_follows_tempo([clip], True),
        clip_join.join_rendered([clip, other], "audio/joined.wav"),
        clip_processing.set_processed({clip: made}),
        align.align_clips({clip: 10}),
    ]


LABELS = [f"{n}-{edit.label}" for n, edit in enumerate(edits_of(B, ClipId("bass-2"), PIECE))]


@pytest.mark.parametrize("edit", edits_of(B, ClipId("bass-2"), PIECE), ids=LABELS)
def test_a_locked_clip_refuses_every_edit_by_its_name_until_it_is_unlocked(edit: Edit) -> None:
    named = clip_properties.rename_clips([B], "Riff").apply(SONG)
    locked = clip_properties.lock_clips([B], True).apply(named)
    with pytest.raises(EditRefused, match="The clip Riff is locked. Unlock it first."):
        edit.apply(locked)
    assert edit.apply(clip_properties.lock_clips([B], False).apply(locked)) != SONG


def on_keys() -> Song:
    """Keys frozen, with a second clip."""
    frozen = track_of(SONG, KEYS)
    thawed = with_track(SONG, KEYS, frozen=None)
    copied = clipboard.copy_clips_by([KEPT], 3 * BAR).apply(thawed)
    return with_track(copied, KEYS, frozen=frozen.frozen)


@pytest.mark.parametrize("number", range(len(LABELS)), ids=LABELS)
def test_a_frozen_track_refuses_every_edit_of_its_clips(number: int) -> None:
    song = on_keys()
    other = next(clip.id for clip in track_of(song, KEYS).clips if clip.id != KEPT)
    piece = TimeRange(2 * BAR + 100, 2 * BAR + 900, (KEYS,))
    with pytest.raises(EditRefused, match="Keys is frozen. Thaw it first."):
        edits_of(KEPT, other, piece)[number].apply(song)


def test_takes_and_comps_cannot_replace_a_locked_clip() -> None:
    first = track_of(SONG, VOX).clips[0]
    locked = clip_properties.lock_clips([first.id], True).apply(SONG)
    assert first.take is not None
    for edit in (
        comps.put_phrase(VOX, track_of(SONG, VOX).takes[1].id, BAR, 2 * BAR),
        discarding.discard_take(VOX, first.take),
        comps.choose_comp(VOX, track_of(SONG, VOX).comps[0].id),
    ):
        with pytest.raises(EditRefused, match="locked"):
            edit.apply(locked)


def test_clips_over_a_locked_one_leave_it_as_it_is() -> None:
    locked = clip_properties.lock_clips([B], True).apply(SONG)
    over = clips.move_clips([ClipId("bass-2")], -2 * BAR).apply(locked)
    assert clip_of(over, B) == clip_of(locked, B)


def test_a_change_of_tempo_is_refused_where_a_locked_clip_follows_it() -> None:
    song = applied(SONG, clip_properties.set_follows_tempo([B], True), clip_properties.lock_clips([B], True))
    with pytest.raises(EditRefused, match="locked"):
        following(set_tempo(119.0)).apply(song)
