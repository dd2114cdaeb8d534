"""Where the transport was at which engine frame, as far back as the capture rings reach, for retrospective recording.

Lives: engine, writer thread.
"""

from audio_engine.rt import layout as at

Mark = tuple[int, int | None]  # from this engine frame on the tape is at this timeline frame; None: it stands


class TransportHistory:
    """Recent marks, in the order of engine frames, from the events of the callback."""

    def __init__(self, kept_frames: int) -> None:
        """Remember `kept_frames` engine frames."""
        self._kept_frames = kept_frames
        self._marks: list[Mark] = [(0, None)]
        self._lost: list[tuple[int, int, int]] = []  # engine frame, timeline frame, length

    @property
    def rolling(self) -> bool:
        """True if the transport is rolling."""
        return self._marks[-1][1] is not None

    def add_event(self, kind: int, engine: int, timeline: int, length: int) -> None:
        """Add an event of the callback.

        Args:
            kind: One of the EVENT numbers in `rt.layout`.
            engine: Engine frame of the event.
            timeline: Timeline frame of the event.
            length: For EVENT_WRAP the timeline frame jumped to; for EVENT_LOST the frames lost.
        """
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
        """Losses of the device from an engine frame on: (engine frame, timeline frame, length)."""
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
        """Marks of a range of engine frames; the first lies at its beginning."""
        inside: list[Mark] = [(begin, None)]
        for engine, timeline in self._marks:
            if engine <= begin:
                inside = [(begin, None if timeline is None else timeline + begin - engine)]
            elif engine < end:
                inside.append((engine, timeline))
        return inside

    def played(self, begin: int, end: int, playhead: int) -> list[Mark]:
        """Where to put what somebody played in a range of engine frames: marks of one take, or of one for each round.

        If the transport rolled, it belongs to the timeline since the last start. If it stood throughout, or for longer
        after that than it had rolled, what was meant came after the song, and is put at the playhead.

        Args:
            begin: First engine frame.
            end: Engine frame after the last.
            playhead: Timeline frame for what was played while the transport stood.
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
