"""Bounce and stem jobs: what to render, and how far it is.

Lives: window, main thread; the rendering runs in a process of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.edits.edit import Refused
from app.model.bus import EFFECT_KINDS, Bus
from app.model.channel import channels, effect_buses
from app.model.song import Song
from app.model.strip import MINUS_INFINITY_DB
from app.open_song import OpenSong
from app.plan_builder import build_plan, build_timelines, without_listening
from app.release.manifest import write_manifest
from app.slots import SlotAllocator
from app.storage.folder import safe_stem
from app.storage.media_check import unsound_media
from app.units import format_clock, format_db, frames_to_seconds, gain_to_db, seconds_to_frames
from audio_engine import bounce
from audio_engine.bounce import BounceJob, BounceProblem, BounceRequest, BounceResult
from audio_engine.formats import Depth
from audio_engine.output_file import OutputFile

MOST_TAIL_S = 10.0  # of a reverb or an echo after the last clip
RATES_HZ = (8000, 192000)
SUFFIXES = (".wav", ".flac", ".mp3", ".ogg", ".opus")  # of a bounce: the suffix says the format


@dataclass(frozen=True, slots=True)
class BounceOptions:
    """`path` ends in one of SUFFIXES; frames count from the song's start, `to_frame` None is the end with its tail."""

    path: Path
    depth: Depth = "24"
    rate_hz: int | None = None
    from_frame: int = 0
    to_frame: int | None = None
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class StemOptions:
    """Every stem begins at the song's first frame and has the same length."""

    depth: Depth = "32f"
    rate_hz: int | None = None
    overwrite: bool = False


class Job:
    """Polled by the studio; `sentence` says what was written, or what is wrong."""

    def __init__(
        self, work: BounceJob, request: BounceRequest, song: Song, manifest: Path | None, told: str = ""
    ) -> None:
        self.finished = False
        self.failed = False
        self.cancelled = False
        self.sentence = ""
        self.result: BounceResult | None = None
        self._work = work
        self._request = request
        self._song = song
        self._manifest = manifest
        self._sentence_when_done = told

    @property
    def progress(self) -> float:
        """0 to 1."""
        return self._work.progress

    def poll(self) -> None:
        """Takes note of the end, once."""
        if self.finished or not self._work.finished:
            return
        self.finished = True
        self.result = self._work.result
        if self.result is None:
            self.failed, self.sentence = True, self._work.problem
            return
        if self.result.problems:
            self.failed = True
            self.sentence = f"It was written, but not all audio could be read: {'; '.join(self.result.problems)}"
        if self._manifest is not None:
            try:
                write_manifest(self._manifest, self._song, self._request, self.result)
            except OSError as error:
                self.failed = True
                self.sentence = f"The stems are written, but {self._manifest.name} is not: {error.strerror or error}."
        self.sentence = self.sentence or self._sentence_when_done or _told(self._request, self.result)

    def cancel(self) -> None:
        """Ends the work; nothing unfinished stays behind."""
        if self.finished:
            return
        self._work.cancel()
        for file in self._request.files:
            for partial in Path(file.path).parent.glob(f".{_globbed(Path(file.path).name)}.*.partial"):
                partial.unlink(missing_ok=True)
        self.finished = self.cancelled = True
        self.sentence = "Cancelled; nothing was written."


def start_bounce(opened: OpenSong, options: BounceOptions) -> Job:
    """The mix into one file. Refused with the reason where it cannot begin."""
    _check(opened, options.path, options.depth, options.rate_hz)
    if options.path.suffix.casefold() not in SUFFIXES:
        raise Refused(f"{options.path.name} must end in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}.")
    if options.path.suffix.casefold() == ".flac" and options.depth == "32f":
        raise Refused("FLAC holds 16 or 24 bit, not 32-bit float: choose another depth or .wav.")
    end = _end_frame(opened.song) if options.to_frame is None else options.to_frame
    if options.from_frame < 0 or end <= options.from_frame:
        raise Refused("The range to bounce is empty: its end must come after its start.")
    request = _request(
        opened,
        (OutputFile(name="Mix", path=str(options.path)),),
        (options.from_frame, end),
        options.depth,
        options.rate_hz,
        options.overwrite,
    )
    return started(request, opened.song, None)


def start_stems(opened: OpenSong, folder: Path, options: StemOptions) -> Job:
    """A file for all that feeds the master, in one pass, with a manifest: tracks and groups that go straight into it
    (a group's stem holds its members) and effect returns. Refused where it cannot begin."""
    _check(opened, folder / "stem", options.depth, options.rate_hz)
    if folder.exists() and not folder.is_dir():
        raise Refused(f"{folder} is a file, not a folder.")
    song, slots = opened.song, SlotAllocator()
    slots.follow(song)
    files = tuple(
        OutputFile(name=name, path=str(folder / f"{number:02d} {safe_stem(name)}.wav"), slot=slot, bus=bus)
        for number, (name, slot, bus) in enumerate(_stems(song, slots), start=1)
    )
    manifest = folder / "stems.json"
    if manifest.exists() and not options.overwrite:
        raise Refused(f"{manifest} is there already; choose another folder or allow overwriting.")
    request = _request(opened, files, (0, _end_frame(song)), options.depth, options.rate_hz, options.overwrite)
    return started(request, opened.song, manifest)


def tail_s(song: Song) -> float:
    """How long effects ring on after the last clip, as far as the song sends anything into them."""
    used = {
        send.bus
        for channel in channels(song)
        for send in channel.strip.sends
        if send.level_db != MINUS_INFINITY_DB or any(curve.path.startswith("send/") for curve in channel.curves)
    }
    longest = 0.0
    for bus in effect_buses(song):
        if bus.id in used and not bus.strip.mute:
            longest = max(longest, _ringing_s(song, bus))
    return min(longest, MOST_TAIL_S)


def _ringing_s(song: Song, bus: Bus) -> float:
    """How long one effect rings on until it has fallen by 60 dB."""
    if bus.kind == "reverb":
        return bus.reverb.decay_s + bus.reverb.pre_delay_ms / 1000.0
    if bus.kind == "chorus":
        return (bus.chorus.delay_ms + bus.chorus.depth_ms) / 1000.0
    echo_s = (
        bus.delay.time_beats * 60.0 / min(song.tempo_bpm, *(change.tempo_bpm for change in song.tempo_changes), 400.0)
    )
    echoes = 1.0 if bus.delay.feedback <= 0.0 else 1.0 + -60.0 / min(gain_to_db(bus.delay.feedback), -0.1)
    return echo_s * echoes


def _stems(song: Song, slots: SlotAllocator) -> Iterator[tuple[str, int, int]]:
    """Name, slot and bus number of everything that feeds the master; -1 for what does not apply."""
    for track in song.tracks:
        if track.output is None:
            yield track.name, slots.slot(track.id), -1
    for bus in song.buses:
        if (bus.kind == "group" and bus.output is None) or bus.kind in EFFECT_KINDS:
            yield bus.name, -1, slots.number(bus.id)


def _end_frame(song: Song) -> int:
    return song.length_frames + seconds_to_frames(tail_s(song), song.rate_hz)


def _check(opened: OpenSong, path: Path, depth: str, rate_hz: int | None) -> None:
    if opened.song.length_frames == 0:
        raise Refused(f"{opened.song.name} has nothing to bounce yet.")
    unsound = unsound_media(opened.folder, opened.song)
    if unsound:
        raise Refused(f"{unsound[0]}; a bounce of it would not be the song.")
    if depth not in ("16", "24", "32f"):
        raise Refused(f"A depth is 16, 24 or 32f, not {depth}.")
    if rate_hz is not None and not RATES_HZ[0] <= rate_hz <= RATES_HZ[1]:
        raise Refused(f"A rate lies between {RATES_HZ[0]} and {RATES_HZ[1]} Hz; {rate_hz} Hz does not.")
    for kept in (opened.folder.audio, opened.folder.peaks, opened.folder.passes):
        if path.resolve().is_relative_to(kept.resolve()):
            raise Refused(f"{kept.name}/ holds the song's own recordings: bounce somewhere else.")


def _request(
    opened: OpenSong,
    files: tuple[OutputFile, ...],
    frames: tuple[int, int],
    depth: Depth,
    rate_hz: int | None,
    overwrite: bool,
) -> BounceRequest:
    song, slots = without_listening(opened.song), SlotAllocator()
    return BounceRequest(
        plan=build_plan(song, slots),
        timelines=tuple(build_timelines(song, slots, opened.folder.path)),
        start_frame=frames[0],
        end_frame=frames[1],
        files=files,
        depth=depth,
        rate_hz=rate_hz or 0,
        overwrite=overwrite,
    )


def started(request: BounceRequest, song: Song, manifest: Path | None, told: str = "") -> Job:
    """Begins the rendering; `told` is what to say at its end instead of the file's length and peak."""
    try:
        return Job(bounce.start(request), request, song, manifest, told)
    except BounceProblem as problem:
        raise Refused(str(problem)) from None
    except OSError as error:
        raise Refused(f"The bounce could not begin: {error.strerror or error}.") from None


def _told(request: BounceRequest, result: BounceResult) -> str:
    """`Song.wav: 01:14.000 at 48000 Hz, 24 bit, peak -3.2 dBFS.`"""
    length = format_clock(frames_to_seconds(result.files[0].length_frames, result.rate_hz))
    peak_db = gain_to_db(max(file.peak for file in result.files))
    what = (
        f"{length} at {result.rate_hz} Hz, {_kind(result.files[0].path, request.depth)}, peak {format_db(peak_db)} dBFS"
    )
    if len(result.files) == 1:
        clips = f"; it clips: lower the master by {peak_db:.1f} dB" if peak_db > 0.0 and request.depth != "32f" else ""
        return f"{result.files[0].path}: {what}{clips}."
    null = "" if result.null_db is None else f"; their sum and the mix differ by {null_words(result.null_db)}"
    return f"{len(result.files)} stems in {Path(result.files[0].path).parent}: {what}{null}."


def null_words(null_db: float) -> str:
    return "nothing at all" if null_db <= -400.0 else f"{null_db:.1f} dBFS"


def _kind(path: str, depth: Depth) -> str:
    lossy = {".mp3": "MP3", ".ogg": "Ogg Vorbis", ".opus": "Opus"}
    return lossy.get(Path(path).suffix.lower()) or _bits(depth)


def _bits(depth: Depth) -> str:
    return "32-bit float" if depth == "32f" else f"{depth} bit"


def _globbed(name: str) -> str:
    """The name as a pattern that matches only itself."""
    return "".join(f"[{character}]" if character in "*?[" else character for character in name)
