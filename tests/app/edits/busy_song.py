"""A song with everything that an edit of the timeline may meet, and helpers to look at it."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

import msgspec

from app.edits import channels, comps, folders, markers, sections, takes, tempo, transport, versions
from app.edits.edit import Edit
from app.model.automation import Breakpoint
from app.model.clip import Clip
from app.model.ids import FolderId, MarkerId, SectionId, TrackId
from app.model.song import Song
from app.model.tempo import Meter, TempoChange
from app.model.track import FrozenAudio, Track
from audio_engine.protocol import Round
from tests.helpers.songs import finished_pass, song_with, with_clip

FOLDER = Path("/songs/S.worktape")
BAR = 96000  # at 120 BPM in 4/4 and 48 kHz
VOX, GUITAR, BASS, KEYS = map(TrackId, ("Vox", "Guitar", "Bass", "Keys"))


def applied(song: Song, *edits: Edit) -> Song:
    for edit in edits:
        song = edit.apply(song)
    return song


@cache
def busy_song() -> Song:
    """Vox and Guitar were recorded together twice; Guitar and Bass lie in a folder; Keys is frozen."""
    song = song_with("Vox", "Guitar", "Bass", "Keys")
    for number, start in (("1", BAR), ("2", 3 * BAR // 2)):
        result = finished_pass(FOLDER, ["Vox", "Guitar"], pass_id=f"p{number}", length=6 * BAR)
        rounds = (Round(start, 0, 3 * BAR), Round(start, 3 * BAR, 3 * BAR))
        song = takes.add_takes(msgspec.structs.replace(result, rounds=rounds), FOLDER).apply(song)
    for n in range(5):
        song = with_clip(song, "Bass", n * 2 * BAR, BAR + n * 20000, f"bass-{n}", "audio/bass.wav", 4800 + n * BAR)
        song = with_clip(song, "Vox", 6 * BAR + n * BAR, BAR + 4800, f"vox-{n}", "audio/vox.wav", 9600 + n * BAR)
    song = with_clip(song, "Keys", BAR, 2 * BAR, "keys", "audio/keys.wav")
    reverb = next(bus for bus in song.buses if bus.kind == "reverb")
    song = applied(
        song,
        comps.set_comp_group([VOX, GUITAR], "Live"),
        comps.new_comp(VOX, "Second"),
        comps.set_keeper(VOX, BAR, 2 * BAR),
        comps.set_keeper(VOX, 5 * BAR, 7 * BAR),
        channels.set_curve(VOX, "pan", [Breakpoint(n * 50000, (n % 5 - 2) / 2, 0.3) for n in range(24)]),
        channels.set_curve(VOX, "fader_db", [Breakpoint(0, -6.0), Breakpoint(8 * BAR, 0.0, -0.5)]),
        channels.set_curve(VOX, "mute", [Breakpoint(2 * BAR, 1.0), Breakpoint(3 * BAR, 0.0)]),
        channels.set_curve(BASS, "fader_db", [Breakpoint(BAR, -3.0), Breakpoint(5 * BAR, float("-inf"))]),
        channels.set_curve(reverb.id, "fader_db", [Breakpoint(BAR, -20.0), Breakpoint(9 * BAR, 0.0)]),
        versions.save_version("First"),
        markers.add_marker(2 * BAR, 0, "Here", marker_id=MarkerId("here")),
        markers.add_marker(4 * BAR, 3 * BAR, "Solo", 3, MarkerId("solo")),
        sections.add_section("Verse", 1, 4, section_id=SectionId("verse")),
        sections.add_section("Chorus", 5, 4, section_id=SectionId("chorus")),
        transport.set_loop(True, 2 * BAR, 6 * BAR),
        transport.set_punch(True, 3 * BAR, 5 * BAR),
        tempo.set_tempo_change(TempoChange(9, 90.0, Meter(3, 4))),
        tempo.set_tempo_change(TempoChange(13, 140.0, Meter(4, 4))),
        folders.make_folder([GUITAR, BASS], "Band", FolderId("band")),
    )
    return with_track(song, KEYS, frozen=FrozenAudio("audio/frozen.wav", 0, 4 * BAR, 1))


def with_track(song: Song, track_id: TrackId, **fields: object) -> Song:
    return replace(
        song,
        tracks=tuple(replace(t, **fields) if t.id == track_id else t for t in song.tracks),  # type: ignore[arg-type]
    )


def track_of(song: Song, track_id: str) -> Track:
    return next(track for track in song.tracks if track.id == track_id)


def clip_of(song: Song, clip_id: str) -> Clip:
    return next(clip for track in song.tracks for clip in track.clips if clip.id == clip_id)


def spans(clips: Iterable[Clip]) -> list[tuple[int, int, int]]:
    """Start and end of each clip, and the frame of its file that sounds first, in order of time."""
    return sorted((clip.timeline_start_frame, clip.timeline_end_frame, clip.file_start_frame) for clip in clips)
