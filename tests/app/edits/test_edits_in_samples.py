"""Hazards: a split that is heard after its parts were away and came back; twin tracks that drift apart when they are edited
alike; a join that sounds different. Told from the samples that a track renders to."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.edits import clip_join, clip_properties, clipboard, clips, slip, song_time, trimming
from app.edits.edit import Edit
from app.edits.joins import clip_span
from app.edits.ripple import Ripple
from app.edits.time_range import TimeRange
from app.model.clip import Clip
from app.model.ids import ClipId, TrackId
from app.model.song import Song
from app.model.track import Track
from app.problems import EditRefused
from audio_engine.disk.clip_renderer import ClipRenderer
from audio_engine.disk.open_files import OpenFiles
from audio_engine.plan import TrackTimeline
from tests.app.edits.busy_song import clip_of
from tests.helpers.songs import song_with, with_clip

RATE = 48000
FRAMES = 4 * RATE
FILES = {"audio/noise.wav": 3, "audio/other.wav": 4}
LENGTHS = dict.fromkeys(FILES, FRAMES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("edits")
    (made / "audio").mkdir()
    for name, seed in FILES.items():
        noise = np.random.default_rng(seed).standard_normal(FRAMES).astype(np.float32) / 8
        soundfile.write(made / name, noise, RATE, subtype="FLOAT")
        soundfile.write(made / name.replace("audio/", "audio/inverted-"), -noise, RATE, subtype="FLOAT")
    return made


def samples(track: Track, folder: Path) -> np.ndarray:
    spans = tuple(clip_span(clip, str(folder / clip.file)) for clip in track.sounding_clips)
    out = np.empty((1, 2 * FRAMES), np.float32)
    ClipRenderer(TrackTimeline(0, 1, spans, RATE), OpenFiles()).render(0, out)
    return out[0]


def song() -> Song:
    """Two clips that overlap on Vox."""
    made = with_clip(song_with("Vox", "Spare"), "Vox", 12000, 60000, "a", "audio/noise.wav", 6000)
    return with_clip(made, "Vox", 60000, 40000, "b", "audio/other.wav", 9000)


def second_part(song: Song, of: str) -> ClipId:
    known = {"a", "b"}
    offset = clip_of(song, of).timeline_start_frame - clip_of(song, of).file_start_frame
    parts = [clip for track in song.tracks for clip in track.clips if clip.id not in known]
    return next(clip.id for clip in parts if clip.timeline_start_frame - clip.file_start_frame == offset)


@pytest.mark.parametrize("frame", [12001, 30000, 59990, 60003, 71999])
@pytest.mark.parametrize("away", [(100000, 0), (-3000, 0), (0, 1), (RATE, 1)])
def test_what_was_split_moved_away_and_put_back_sounds_bit_for_bit_as_before(
    folder: Path, frame: int, away: tuple[int, int]
) -> None:
    made = song()
    made = replace(made, tracks=(replace(made.tracks[0], clips=made.tracks[0].clips[:1]), made.tracks[1]))
    before = samples(made.tracks[0], folder)
    split = clips.split_clip(ClipId("a"), frame).apply(made)
    assert np.array_equal(samples(split.tracks[0], folder), before), "the split alone is not heard"
    part = second_part(split, "a")
    gone = clips.move_clips([part], *away).apply(split)
    assert not np.array_equal(samples(gone.tracks[0], folder), before)
    moved = clip_of(gone, part).timeline_start_frame - clip_of(split, part).timeline_start_frame
    back = clips.move_clips([part], -moved, -away[1]).apply(gone)
    assert np.array_equal(samples(back.tracks[0], folder), before)


def test_a_range_that_is_cut_and_pasted_back_sounds_as_before(folder: Path) -> None:
    made = song()
    made = replace(made, tracks=(replace(made.tracks[0], clips=made.tracks[0].clips[:1]), made.tracks[1]))
    piece = TimeRange(20000, 50000, (TrackId("Vox"),))
    for ripple in ("off", "track", "all"):
        board, cut = clipboard.cut_clips(made, piece, ripple)
        back = clipboard.paste_clips(board, 20000, TrackId("Vox"), ripple).apply(cut.apply(made))
        assert np.array_equal(samples(back.tracks[0], folder), samples(made.tracks[0], folder)), ripple


def test_time_that_is_inserted_and_deleted_again_sounds_as_before(folder: Path) -> None:
    before = samples(song().tracks[0], folder)
    for frame in (30000, 65000, 90000):
        opened = song_time.insert_time(frame, 7777).apply(song())
        assert not np.array_equal(samples(opened.tracks[0], folder), before)
        closed = song_time.delete_time(frame, frame + 7777).apply(opened)
        assert np.array_equal(samples(closed.tracks[0], folder), before), frame


def test_what_a_clip_covered_comes_back_when_it_moves_away(folder: Path) -> None:
    alone = samples(replace(song().tracks[0], clips=song().tracks[0].clips[:1]), folder)
    over = clips.move_clips([ClipId("b")], -30000).apply(song())
    assert not np.array_equal(samples(over.tracks[0], folder)[:72000], alone[:72000])
    away = clips.move_clips([ClipId("b")], 60000).apply(over)
    assert np.array_equal(samples(away.tracks[0], folder)[:72000], alone[:72000])


def test_parts_that_are_joined_sound_as_they_did(folder: Path) -> None:
    split = clips.split_clips([ClipId("a")], [20000, 30000]).apply(song())
    parts = [clip.id for clip in split.tracks[0].clips if clip.file == "audio/noise.wav"]
    joined = clip_join.join_continuous(parts).apply(split)
    assert len(joined.tracks[0].clips) == 2
    assert np.array_equal(samples(joined.tracks[0], folder), samples(song().tracks[0], folder))


def test_a_muted_clip_is_silent_and_lets_what_lies_beneath_be_heard(folder: Path) -> None:
    alone = samples(replace(song().tracks[0], clips=song().tracks[0].clips[:1]), folder)
    muted = clip_properties.mute_clips([ClipId("b")], True).apply(song())
    assert np.array_equal(samples(muted.tracks[0], folder), alone)


# --- twins
def twins() -> Song:
    """Each of Vox's clips again on Twin, from a file with the opposite polarity."""
    made = song_with("Vox", "Twin")
    for n in range(6):
        for name, prefix, file in (("Vox", "v", "audio/noise.wav"), ("Twin", "t", "audio/inverted-noise.wav")):
            made = with_clip(made, name, n * 20000, 18000 + n * 1000, f"{prefix}{n}", file, 5000 + n * 9000)
    return made


def both(song: Song, index: int) -> list[ClipId]:
    """A clip of the first track, by its place, and its twin."""
    return [track.clips[index % len(track.clips)].id for track in song.tracks]


def twin_edit(song: Song, chance: random.Random) -> Edit:
    index, frame, delta = chance.randrange(40), chance.randrange(2 * FRAMES), chance.randrange(-30000, 30000)
    ripple: Ripple = chance.choice(("off", "track", "all"))
    piece = TimeRange(frame, frame + chance.randrange(1, 30000), tuple(track.id for track in song.tracks))
    chosen = both(song, index)
    files = {name: FRAMES for clip in FILES for name in (clip, clip.replace("audio/", "audio/inverted-"))}
    verbs: list[Callable[[], Edit]] = [
        lambda: clips.move_clips(chosen, delta, 0, ripple),
        lambda: clips.move_clips(piece, delta, 0, ripple),
        lambda: trimming.trim_clips(chosen, delta // 9, -delta // 7, ripple),
        lambda: clips.split_clips(piece),
        lambda: clips.split_clips(chosen, [frame]),
        lambda: clips.crop_clips(piece),
        lambda: clipboard.duplicate_clips(chosen, ripple),
        lambda: clipboard.copy_clips_by(piece, delta, 0, ripple),
        lambda: slip.slip_clips(chosen, delta, files),
        lambda: clip_properties.set_clip_fades(chosen, index * 200, abs(delta) // 3, "s_curve", "fast"),
        lambda: clip_properties.add_clip_gain_db(chosen, delta / 10000),
        lambda: clip_properties.mute_clips(chosen, chance.random() < 0.3),
        lambda: song_time.insert_time(frame, 5000),
        lambda: song_time.delete_time(frame, frame + 5000),
        lambda: clips.delete_clips(piece, ripple),
    ]
    return chance.choice(verbs)()


@pytest.mark.parametrize("seed", range(3))
def test_twins_of_opposite_polarity_that_are_edited_alike_sum_to_zero(folder: Path, seed: int) -> None:
    chance, made, applied = random.Random(seed), twins(), 0
    for step in range(200):
        try:
            edited = twin_edit(made, chance).apply(made)
        except EditRefused:
            continue
        if any(len(track.clips) in (0, 40) for track in edited.tracks):
            continue
        applied, made = applied + 1, edited
        if step % 20 == 19:
            vox, twin = (samples(track, folder) for track in made.tracks)
            assert np.any(vox) and not np.any(vox + twin), step
    assert applied > 100
    assert isinstance(made.tracks[0].clips[0], Clip)
