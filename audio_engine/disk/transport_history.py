"""Where the tape was at which engine frame, as far back as the capture rings reach: for keeping what was just played.

Lives: engine, writer thread.
"""

from audio_engine.rt import layout as at

Mark = tuple[int, int | None]  # from this engine frame on the tape is at this timeline frame; None: it stands


class TransportHistory:
    """Fed with every event of the callback. Marks lie in the order of engine frames; the first one is always known."""

    def __init__(self, kept_frames: int) -> None:
        self._kept_frames = kept_frames
        self._marks: list[Mark] = [(0, None)]
        self._lost: list[tuple[int, int, int]] = []  # engine frame, timeline frame, length

    @property
    def rolling(self) -> bool:
        return self._marks[-1][1] is not None

    def add_event(self, kind: int, engine: int, timeline: int, length: int) -> None:
        if kind == at.EVENT_ROLL:
            self._add_mark(engine, timeline)
        elif kind == at.EVENT_WRAP:
            self._add_mark(engine, length)
        elif kind in (at.EVENT_STOP, at.EVENT_LEAVE):
            self._add_mark(engine, None)
        elif kind == at.EVENT_LOST:
            self._lost = [each for each in self._lost if each[0] >= engine - self._kept_frames]
            self._lost.append((engine, timeline, length))

    def lost_since(self, begin: int) -> list[tuple[int, int, int]]:
        """What the device lost from an engine frame on, as (engine frame, timeline frame, length)."""
        return [each for each in self._lost if each[0] >= begin]

    def _add_mark(self, engine: int, timeline: int | None) -> None:
        since, was = self._marks[-1]
        goes_on = timeline == (None if was is None else was + engine - since)
        if goes_on:  # a pass joined a tape that rolls, or a stop came while it stood
            return
        self._marks.append((engine, timeline))
        while len(self._marks) > 1 and self._marks[1][0] < engine - self._kept_frames:
            self._marks.pop(0)

    def between(self, begin: int, end: int) -> list[Mark]:
        """The marks of a stretch of engine frames; the first one lies at its beginning."""
        inside: list[Mark] = [(begin, None)]
        for engine, timeline in self._marks:
            if engine <= begin:
                inside = [(begin, None if timeline is None else timeline + begin - engine)]
            elif engine < end:
                inside.append((engine, timeline))
        return inside

    def played(self, begin: int, end: int, playhead: int) -> list[Mark]:
        """What somebody played in a stretch, as marks of one take or of one a round.

        With the song, where the tape rolled since it was last started. From the playhead on, where it stood all the
        time, or for longer after that than it had rolled: then what was meant came after the song.
        """
        marks = self.between(begin, end)
        ends = [engine for engine, _ in marks[1:]] + [end]
        last = max((index for index, (_, timeline) in enumerate(marks) if timeline is not None), default=-1)
        if last < 0:
            return [(begin, playhead)]
        first = last
        while first > 0 and marks[first - 1][1] is not None:
            first -= 1
        rolled, stood = ends[last] - marks[first][0], end - ends[last]
        if stood > rolled:
            return [(ends[last], playhead)]
        standing: list[Mark] = [(ends[last], None)] if stood else []
        return marks[first : last + 1] + standing
