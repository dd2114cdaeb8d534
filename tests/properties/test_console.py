"""Hazards: a value of the strip that undo, the file or the plan loses; a value that two songs share."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.documents.history import History
from app.edits import buses, channels, tracks
from app.edits.songs import fresh_song
from app.engine.plan_builder import build_plan
from app.engine.slots import SlotAllocator
from app.model.automation import Breakpoint
from app.model.channel import find_channel, parameters_of, value_of
from app.model.ids import BusId, TrackId
from app.model.invariants import check
from app.model.parameters import Parameter
from app.model.song import Song
from app.storage.song_json import decode_song, encode_song
from audio_engine.bounce.render import render
from audio_engine.bounce.request import BounceRequest
from audio_engine.output_file import OutputFile
from audio_engine.plan import MixPlan, TrackTimeline
from tests.helpers.engine import span, write_wav
from tests.helpers.examples import examples


def console() -> Song:
    song = fresh_song("Song")
    for name, width in (("Mono", 1), ("Stereo", 2)):
        song = tracks.add_track(name, width, track_id=TrackId(name)).apply(song)
    for kind in ("group", "chorus"):
        song = buses.add_bus(kind, bus_id=BusId(kind)).apply(song)  # type: ignore[arg-type]
    return song


SONG = console()
PLACES = [
    (channel.id, path, entry) for channel in (*SONG.tracks, *SONG.buses) for path, entry in parameters_of(SONG, channel)
]


def values(entry: Parameter) -> st.SearchStrategy[Any]:
    if entry.kind == "switch":
        return st.booleans()
    if entry.kind == "choice":
        return st.sampled_from(entry.choices)
    numbers = st.floats(entry.low, entry.high)
    return numbers | st.just(float("-inf")) if entry.kind == "level" else numbers


def planned(song: Song) -> MixPlan:
    return build_plan(song, SlotAllocator())


@settings(max_examples=examples(300), deadline=None)
@given(st.data())
def test_any_value_of_any_strip_set_undone_redone_saved_and_reloaded_is_the_same_mix(data: st.DataObject) -> None:
    history = History(SONG)
    for _ in range(data.draw(st.integers(1, 5))):
        channel_id, path, entry = data.draw(st.sampled_from(PLACES))
        value = data.draw(values(entry))
        before = history.song
        done = history.perform(channels.set_parameter(channel_id, path, value))
        after = history.song
        assert value_of(find_channel(after, channel_id), path) == value
        assert done or after is before
        if done:
            assert history.undo() and history.song is before
            assert history.redo() and history.song is after
    song = history.song
    assert check(song) == []
    again = decode_song(encode_song(song), "song.json")
    assert again == song
    assert planned(again) == planned(song)


@settings(max_examples=examples(100), deadline=None)
@given(st.data())
def test_any_curve_of_any_value_saved_and_reloaded_is_the_same_mix(data: st.DataObject) -> None:
    song = SONG
    for _ in range(data.draw(st.integers(1, 4))):
        channel_id, path, entry = data.draw(st.sampled_from([place for place in PLACES if place[2].automatable]))
        numbers = st.sampled_from((0.0, 1.0)) if entry.kind == "switch" else values(entry)
        points = st.lists(st.builds(Breakpoint, st.integers(0, 10**8), numbers, st.floats(-1, 1)), min_size=1)
        song = channels.set_curve(channel_id, path, data.draw(points)).apply(song)
    assert check(song) == []
    again = decode_song(encode_song(song), "song.json")
    assert again == song
    plan = planned(song)
    assert planned(again) == plan
    curves = [curve for seat in (*plan.channels, *plan.buses) for curve in seat.curves]
    assert len(curves) == sum(len(channel.curves) for channel in (*song.tracks, *song.buses))
    for curve in curves:
        assert len(curve.frames) == len(curve.values) and list(curve.frames) == sorted(set(curve.frames))
        assert len(curve.bends) in (0, len(curve.frames))
        assert not curve.geometric or min(curve.values) >= 0.0


def bounced(song: Song, folder: Path) -> npt.NDArray[Any]:
    """A quarter of a second of the mix through a real bounce."""
    slots = SlotAllocator()
    plan = build_plan(song, slots)
    media = folder / "noise.wav"
    if not media.exists():
        write_wav(media, (np.random.default_rng(8).standard_normal((12000, 2)) * 0.2).astype(np.float32))
    timelines = tuple(TrackTimeline(c.slot, c.channels, (span(media, 12000),)) for c in plan.channels)
    request = BounceRequest(
        plan=plan, timelines=timelines, start_frame=0, end_frame=12000, depth="32f", overwrite=True,
        files=(OutputFile(name="mix", path=str(folder / "mix.wav")),),
    )  # fmt: skip
    with ThreadPoolExecutor(1) as other:  # the callback flushes denormals in its thread, which hypothesis minds in ours
        other.submit(render, request, lambda share: None).result()
    return soundfile.read(folder / "mix.wav", dtype="float32")[0]


@settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_values_sound_the_same_after_undo_redo_save_and_reload(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("mix")
    history = History(SONG)
    for _ in range(data.draw(st.integers(1, 6))):
        channel_id, path, entry = data.draw(st.sampled_from(PLACES))
        history.perform(channels.set_parameter(channel_id, path, data.draw(values(entry))))
    heard = bounced(history.song, folder)
    assert np.isfinite(heard).all()
    while history.undo():
        pass
    plain = bounced(history.song, folder)
    assert np.array_equal(plain, bounced(SONG, folder))
    while history.redo():
        pass
    assert np.array_equal(bounced(history.song, folder), heard)
    assert np.array_equal(bounced(decode_song(encode_song(history.song), "song.json"), folder), heard)
