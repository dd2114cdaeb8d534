"""Edits as a person makes them, played and bounced. Hazards: a finished punch that clicks; playback that is not the bounce.

What a seam may sound like is in tests/audio_engine/test_edges.py; here is that every edit goes through it.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.edits.clip_properties import set_clip_gain_db
from app.edits.clips import move_clips, split_clip
from app.edits.comps import put_phrase
from app.edits.edit import Edit
from app.edits.freezing import bounce_in_place
from app.edits.songs import fresh_song
from app.edits.strips import set_pan
from app.edits.takes import add_imported, add_takes, place_imported
from app.engine.plan_builder import build_plan, build_timelines
from app.engine.slots import SlotAllocator
from app.model.ids import TrackId
from app.model.song import Song
from app.model.track import FrozenAudio
from audio_engine.bounce.render import render
from audio_engine.bounce.request import BounceRequest
from audio_engine.output_file import OutputFile
from audio_engine.protocol import FinishedFile, PassResult, Round
from tests.helpers.engine import RATE, EngineRig, random_blocks, write_wav
from tests.helpers.trims import trim_clip

VOX = TrackId("Vox")
SECONDS = 4
HZ = 997.0
ABOVE = np.fft.rfftfreq(8192, 1 / RATE) > 5000
QUIET_DB = -100.0  # a raised cosine of 5 ms leaves as much of such a tone; a cut leaves -35


def recorded(folder: Path, name: str, phase: float, *rounds: Round) -> Edit:
    """A pass of four seconds of the tone, at full scale."""
    at = np.arange(SECONDS * RATE)
    write_wav(folder / "audio" / f"{name}.wav", np.sin(2 * np.pi * HZ * at / RATE + phase).astype(np.float32)[:, None])
    file = FinishedFile(
        key=VOX, name="Vox", path=str(folder / "audio" / f"{name}.wav"), channels=1, length_frames=len(at), peak=1.0
    )
    result = PassResult(
        pass_id=name, journal="", rate_hz=RATE, started_at="2026-01-01T00:00:00+00:00", latency_frames=0,
        latency_measured=True, files=(file,), rounds=rounds, gaps=(),
    )  # fmt: skip
    return add_takes(result, folder)


def song_with_a_take(folder: Path) -> Song:
    """Three seconds from the song's start; the take's file goes on for another one."""
    write_wav(folder / "audio" / "empty.wav", np.zeros((1, 1), np.float32))
    song = add_imported("Vox", "audio/empty.wav", 1, 1, 3 * RATE + 9000, VOX).apply(fresh_song("Edges", RATE))
    song = set_pan(VOX, -1.0).apply(song)
    return recorded(folder, "old", 0.0, Round(0, 0, 3 * RATE)).apply(song)


def clip_at(song: Song, index: int) -> str:
    return song.tracks[0].clips[index].id


def _punch(song: Song, folder: Path) -> Song:
    return recorded(folder, "new", 1.0, Round(RATE, RATE, RATE)).apply(song)


def _punch_at_the_files_start(song: Song, folder: Path) -> Song:
    return recorded(folder, "new", 1.0, Round(RATE, 0, RATE)).apply(song)


def _loop(song: Song, folder: Path) -> Song:
    rounds = (Round(RATE, 0, RATE), Round(RATE, RATE, RATE), Round(RATE, 2 * RATE, RATE // 2))
    return recorded(folder, "new", 1.0, *rounds).apply(song)


def _split_and_move(song: Song, folder: Path) -> Song:
    song = split_clip(clip_at(song, 1), RATE + 11).apply(song)
    return move_clips([clip_at(song, 2)], 777).apply(song)


def _split_and_overlap(song: Song, folder: Path) -> Song:
    song = split_clip(clip_at(song, 1), 2 * RATE).apply(song)
    return move_clips([clip_at(song, 2)], -RATE - 123).apply(song)


def _trim(song: Song, folder: Path) -> Song:
    return trim_clip(clip_at(song, 1), RATE, 2 * RATE).apply(song)


def _comp(song: Song, folder: Path) -> Song:
    song = _punch(song, folder)
    return put_phrase(VOX, song.tracks[0].takes[1].id, RATE + 2000, RATE + 9000).apply(song)


def _import_over(song: Song, folder: Path) -> Song:
    tone = np.sin(2 * np.pi * HZ * np.arange(RATE) / RATE + 1.0).astype(np.float32)
    write_wav(folder / "audio" / "import.wav", tone[:, None])
    return place_imported(VOX, "import", "audio/import.wav", RATE, RATE).apply(song)


def _gain_of_a_part(song: Song, folder: Path) -> Song:
    song = split_clip(clip_at(song, 1), 2 * RATE).apply(song)
    return set_clip_gain_db([clip_at(song, 2)], -6.0).apply(song)


EDITS: dict[str, Callable[[Song, Path], Song]] = {
    "take": lambda song, folder: song, "punch": _punch, "punch at the file's start": _punch_at_the_files_start,
    "loop": _loop, "split and move": _split_and_move, "split and overlap": _split_and_overlap, "trim": _trim,
    "comp": _comp, "import over it": _import_over, "gain of a part": _gain_of_a_part,
}  # fmt: skip


def loudest_above_5_khz_db(samples: np.ndarray) -> float:
    """Of any window in the song, against the tone in a window of the same length."""
    window = np.blackman(8192)
    padded = np.concatenate([np.zeros(4096), samples.astype(np.float64), np.zeros(8192)])
    tone = np.abs(np.fft.rfft(np.sin(2 * np.pi * HZ * np.arange(8192) / RATE) * window)) ** 2
    seen = np.lib.stride_tricks.sliding_window_view(padded, 8192)[::1024]
    loudest = (np.abs(np.fft.rfft(seen * window))[:, ABOVE] ** 2).sum(axis=1).max()
    return float(10 * np.log10(loudest / tone.sum()))


def bounced(song: Song, folder: Path) -> np.ndarray:
    slots = SlotAllocator()
    request = BounceRequest(
        plan=build_plan(song, slots), timelines=tuple(build_timelines(song, slots, folder)), start_frame=0,
        end_frame=SECONDS * RATE, files=(OutputFile(name="Mix", path=str(folder / "mix.wav")),), depth="32f",
        overwrite=True,
    )  # fmt: skip
    render(request, lambda share: None)
    return soundfile.read(folder / "mix.wav", dtype="float32")[0][:, 0]


@pytest.mark.parametrize("name", EDITS)
def test_no_edit_of_a_full_scale_tone_clicks_and_playback_is_the_bounce(tmp_path: Path, name: str) -> None:
    song = EDITS[name](song_with_a_take(tmp_path), tmp_path)
    written = bounced(song, tmp_path)
    assert loudest_above_5_khz_db(written) < QUIET_DB
    slots = SlotAllocator()
    plan = build_plan(song, slots)
    rig = EngineRig(plan, build_timelines(song, slots, tmp_path))
    rig.locate(0)
    rig.roll()
    heard = rig.run(random_blocks(SECONDS * RATE, 5))
    assert np.array_equal(heard[:, 0], written)


def test_a_take_that_is_split_plays_as_if_it_were_not(tmp_path: Path) -> None:
    song = song_with_a_take(tmp_path)
    split = split_clip(clip_at(song, 1), RATE + 11).apply(song)
    moved = move_clips([clip_at(split, 2)], 5000).apply(split)
    back = move_clips([clip_at(moved, 2)], -5000).apply(moved)
    whole = bounced(song, tmp_path)
    assert np.array_equal(bounced(split, tmp_path), whole) and np.array_equal(bounced(back, tmp_path), whole)
    assert not np.array_equal(bounced(moved, tmp_path), whole)


def test_what_was_rendered_with_its_edges_plays_as_it_is(tmp_path: Path) -> None:
    song = song_with_a_take(tmp_path)
    sound = np.ones((RATE, 1), np.float32)
    write_wav(tmp_path / "audio" / "rendered.wav", sound)
    song = bounce_in_place(VOX, FrozenAudio("audio/rendered.wav", 0, RATE, 1), song).apply(song)
    assert bounced(song, tmp_path)[0] == bounced(song, tmp_path)[RATE - 1] != 0.0
