"""Songs for tests: small ones with known tracks, and a band's with peak files so that waveforms can be drawn."""

import struct
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from app.devices.settings import SettingsFile
from app.edits import tracks
from app.edits.edit import Edit
from app.edits.songs import fresh_song
from app.edits.takes import add_takes
from app.model.clip import Clip
from app.model.ids import ClipId, SectionId, TakeId, TrackId
from app.model.parameters import Parameter
from app.model.section import Section
from app.model.song import Song
from app.model.strip import StripSettings
from app.model.track import Track
from app.session.session import Session
from audio_engine.protocol import FinishedFile, PassResult, Round
from tests.helpers.fake_engine import FakeEngine

RATE = 48000
NAMES = ("Kick", "Snare", "Overheads", "Bass", "Acoustic", "Piano", "Lead vocal", "Harmony")
BAR = RATE * 2
FORM = (("Intro", 4, 3), ("Verse 1", 8, 4), ("Chorus", 8, 8), ("Verse 2", 8, 5), ("Chorus", 8, 9), ("Outro", 4, 2))


def song_with(*names: str, rate_hz: int = 48000) -> Song:
    """A fresh song with a mono track for each name; the track's id is its name."""
    song = fresh_song("Test", rate_hz)
    for name in names:
        song = tracks.add_track(name, track_id=TrackId(name)).apply(song)
    return song


def with_clip(
    song: Song, track_id: str, start: int, length: int, clip_id: str = "", file: str = "audio/a.wav", offset: int = 0
) -> Song:
    clip = Clip(ClipId(clip_id or f"{track_id}@{start}"), "clip", file, start, offset, length)
    return replace(
        song,
        tracks=tuple(
            replace(track, clips=(*track.clips, clip)) if track.id == track_id else track for track in song.tracks
        ),
    )


def finished_pass(
    folder: Path,
    track_ids: list[str],
    *,
    pass_id: str = "p1",
    start: int = 0,
    length: int = 48000,
    peak: float = 0.5,
    recovered: bool = False,
) -> PassResult:
    return PassResult(
        pass_id=pass_id,
        journal=str(folder / "passes" / f"{pass_id}.jsonl"),
        rate_hz=48000,
        started_at="2026-01-01T00:00:00+00:00",
        latency_frames=128,
        latency_measured=True,
        files=tuple(
            FinishedFile(
                key=track_id,
                name=track_id,
                path=str(folder / "audio" / f"{track_id}-{pass_id}.wav"),
                channels=1,
                length_frames=length,
                peak=peak,
            )
            for track_id in track_ids
        ),
        rounds=(Round(start, 0, length),),
        gaps=(),
        recovered=recovered,
    )


def recorded(song: Song, folder: Path, track_ids: list[str], **fields: object) -> Song:
    return add_takes(finished_pass(folder, track_ids, **fields), folder).apply(song)  # type: ignore[arg-type]


def another_value(entry: Parameter) -> float | bool | str:
    """A value of the entry's range that is not its default."""
    if entry.kind == "switch":
        return not entry.default
    if entry.kind == "choice":
        return next((choice for choice in entry.choices if choice != entry.default), entry.default)
    middle = (entry.low + entry.high) / 2
    return middle if middle != entry.default else entry.low


def band_song(track_count: int = 8, seconds: float = 80.0) -> Song:
    """A song with sections, a clip or two a track, and levels as after a first mix."""
    song = fresh_song("The kettle and the rain", RATE)
    band = []
    for n in range(track_count):
        name = NAMES[n % len(NAMES)] if n < len(NAMES) else f"Part {n + 1}"
        whole = round(seconds * RATE)
        cut = BAR * (8 + 4 * (n % 3))
        clips = (
            Clip(ClipId(f"clip-{n}-a"), name, f"audio/part-{n}.wav", BAR * (n % 3), 0, cut, take=TakeId(f"take-{n}")),
            Clip(ClipId(f"clip-{n}-b"), name, f"audio/part-{n}.wav", BAR * (n % 3) + cut, cut, whole - cut - BAR * 4),
        )
        strip = StripSettings(fader_db=-3.0 * (n % 5), pan=((n % 5) - 2) / 3, mute=n == 5, solo=False)
        band.append(
            Track(
                TrackId(f"track-{n}"), name, n % 10, 2 if n == 2 else 1, (n + 1,) if n not in (2,) else (3, 4),
                clips=clips, strip=strip,
            )
        )  # fmt: skip
    at, sections = 0, []
    for n, (name, bars, intensity) in enumerate(FORM):
        sections.append(Section(SectionId(f"section-{n}"), name, at + 1, bars, intensity))
        at += bars
    return replace(song, tracks=tuple(band), sections=tuple(sections))


@cache
def plucks(seconds: float, seed: int, channels: int = 1) -> np.ndarray:
    """Bins of a made-up part: struck notes that die away. The same array each time, not to be written to."""
    rng = np.random.default_rng(seed)
    bins = round(seconds * RATE / 256)
    level = np.zeros(bins)
    at = 0
    while at < bins:
        length = int(rng.integers(40, 200))
        decay = np.exp(-np.arange(length) / rng.uniform(20, 90)) * rng.uniform(0.15, 0.9)
        level[at : at + length] = np.maximum(level[at : at + length], decay[: bins - at])
        at += length
    noise = rng.uniform(0.75, 1.0, (bins, channels, 2)) * level[:, None, None]
    noise[..., 0] *= -1
    rms = rng.uniform(0.3, 0.45, (bins, channels, 1)) * level[:, None, None]
    return np.concatenate([noise, rms], axis=-1).astype(np.float32)


def session_with_song(folder: Path, engine: FakeEngine, track_count: int = 8, seconds: float = 80.0) -> Session:
    """A session with a fake engine, a song of that many tracks, and the peak files of its parts."""
    session = Session(lambda: engine, SettingsFile(folder / "settings"))  # type: ignore[arg-type, return-value]
    session.settings.set_up_shown = True  # else its dialog opens by itself, over all that is looked at or measured
    session.new_song(folder / "Song.worktape", "The kettle and the rain", RATE)
    write_peaks(folder / "Song.worktape", track_count, seconds)
    session.start_engine()
    session.poll()
    if track_count:
        song = band_song(track_count, seconds)
        session.document.perform(Edit("Band", lambda old: replace(song, buses=old.buses, name=old.name)))
        session.document.save()
    return session


def write_peaks(song_folder: Path, count: int, seconds: float) -> None:
    for n in range(count):
        bins = plucks(seconds, n, 2 if n == 2 else 1)
        header = struct.pack("<8sII", b"WTPEAKS2", bins.shape[1], 256)
        (song_folder / "peaks" / f"part-{n}.wav.peaks").write_bytes(header + bins.tobytes())
