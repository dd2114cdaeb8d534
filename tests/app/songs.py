"""Songs for tests: small ones, with known tracks."""

from dataclasses import replace
from pathlib import Path

from app.edits import tracks
from app.edits.songs import fresh_song
from app.edits.takes import add_takes
from app.model.clip import Clip
from app.model.ids import ClipId, TrackId
from app.model.parameters import Parameter
from app.model.song import Song
from audio_engine.protocol import FinishedFile, PassResult, Round


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
