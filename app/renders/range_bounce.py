"""The mix of each range marker in a file of its own: names, and the job that writes one after the other.

Lives: window and command line, main thread; the job's `run` is on a worker, each rendering in a process of its own.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.edits.edit import one_of_names
from app.messages.bounces import NO_RANGES, RANGES_CANCELLED, audio_unreadable, file_exists, some_ranges_written
from app.model.marker import Marker
from app.model.song import Song
from app.problems import Refused
from app.renders import descriptions
from app.renders.jobs import BounceOptions, Job, bounce_request, start_process
from app.song.open_song import OpenSong
from app.storage.folder import safe_stem
from audio_engine.bounce.request import BounceRequest, BounceResult
from audio_engine.formats import format_of


def ranges_of(song: Song) -> tuple[Marker, ...]:
    """The range markers of a song, in order of time."""
    return tuple(marker for marker in song.markers if marker.length_frames > 0)


def range_paths(song: Song, path: Path) -> list[tuple[Marker, Path]]:
    """Each range marker and its file: `Song - Chorus.wav` for `Song.wav`; a second Chorus gets a number."""
    kind = format_of(path.name)
    stem, suffix = (path.name[: -len(kind.suffix)], kind.suffix) if kind is not None else (path.name, "")
    found, taken = list[tuple[Marker, Path]](), set[str]()
    for marker in ranges_of(song):
        name = one_of_names(f"{stem} - {safe_stem(marker.name)}", taken)
        taken.add(name)
        found.append((marker, path.with_name(name + suffix)))
    return found


def free_range_path(song: Song, path: Path) -> Path:
    """`Song.wav`, or `Song 2.wav`, `Song 3.wav` ..., whichever gives files none of which is there yet."""
    free, number = path, 1
    while any(file.exists() for _, file in range_paths(song, free)):
        number += 1
        free = path.with_name(f"{path.stem} {number}{path.suffix}")
    return free


def start_range_bounce(opened: OpenSong, options: BounceOptions) -> "RangeBounce":
    """Begin a file for each range marker.

    Args:
        opened: The song, which is rendered as it is now.
        options: `path` gives folder, format and the beginning of each name; its range counts for nothing.

    Raises:
        Refused: There are no ranges, a file is there already, or it cannot begin. Nothing is written then.
    """
    places = range_paths(opened.song, options.path)
    if not places:
        raise Refused(NO_RANGES)
    there = next((file for _, file in places if file.exists()), None)
    if there is not None and not options.overwrite:
        raise Refused(file_exists(there, free_range_path(opened.song, options.path).name))
    requests = [
        bounce_request(
            opened,
            replace(options, path=file, from_frame=marker.start_frame, to_frame=marker.end_frame),
            f"{opened.song.name} - {marker.name}",
        )
        for marker, file in places
    ]
    return RangeBounce(requests, opened.song)


class RangeBounce(Job):
    """One bounce after the other. A cancel ends the one that runs; the files that are done stay."""

    def __init__(self, requests: Sequence[BounceRequest], song: Song) -> None:
        """Start the first process. Raises Refused if it cannot be started."""
        self._requests = tuple(requests)
        self._results: list[BounceResult] = []
        self._frames = 0  # of the files that are done, from the song's start: what was rendered for them
        super().__init__(requests[0], song)

    def run(self) -> BounceResult:
        """Write all files, and return the result of the last. Raises what one of them raises."""
        for number, request in enumerate(self._requests):
            if number:
                self._request, self._bounce = request, start_process(request)
            if self.cancelled:  # between two of them
                self._bounce.cancel()
            self._results.append(super().run())
            self._frames += request.end_frame
        return self._results[-1]

    @property
    def lines(self) -> tuple[str, ...]:
        """Of each file that is done, how loud it is."""
        return tuple(line for result in self._results for line in descriptions.files(result))

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that are asked for."""
        return tuple(Path(file.path) for request in self._requests for file in request.files)

    def _report(self, share: float) -> None:
        every = sum(request.end_frame for request in self._requests)
        self.progress = (self._frames + share * self._request.end_frame) / every

    def _fail(self, problem: Exception) -> None:
        super()._fail(problem)
        if self._results:
            why = RANGES_CANCELLED if self.cancelled else self.sentence
            self.sentence = some_ranges_written(why, len(self._results), len(self._requests))

    def _end(self, result: BounceResult) -> None:
        self.finished, self.cancelled, self.result = True, False, result
        self.clips = any(map(descriptions.clips, self._requests, self._results))
        problems = [problem for one in self._results for problem in one.problems]
        self.failed = bool(problems)
        self.sentence = (
            audio_unreadable(problems) if problems else descriptions.ranges_written(self._requests, self._results)
        )
