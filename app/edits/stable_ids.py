"""Ids that an edit gives: the same each time it is applied, so that a preview and the step that follows are equal.

Lives: any thread (pure).
"""

from hashlib import blake2b

from app.model.ids import ClipId, CompId, MarkerId, PartId, SectionId, TakeId, TrackId, new_id

_HALF = 6  # characters of an id


class StableIds:
    """A sequence of ids that depends on its seed alone. An edit draws a seed once, and begins anew at each application."""

    def __init__(self, seed: str = "") -> None:
        """Begin the sequence of `seed`; a random one if it is empty."""
        self._seed = seed or new_id()
        self._made = 0

    def clip(self) -> ClipId:
        """The next id, for a clip."""
        return ClipId(self._next())

    def rest(self, file: str, file_frame: int, hard_edges: bool = False) -> ClipId:
        """The next id, for the part of a clip that is split off by a change of time: `is_rest` knows it again.

        Args:
            file: Of the clip.
            file_frame: Where the part begins in it.
            hard_edges: The whole clip had no automatic edges.
        """
        return ClipId(self._next()[:_HALF] + _mark(file, file_frame, hard_edges))

    def comp(self) -> CompId:
        """The next id, for a stored comp."""
        return CompId(self._next())

    def marker(self) -> MarkerId:
        """The next id, for a marker."""
        return MarkerId(self._next())

    def part(self) -> PartId:
        """The next id, for a planned part."""
        return PartId(self._next())

    def section(self) -> SectionId:
        """The next id, for a section."""
        return SectionId(self._next())

    def take(self) -> TakeId:
        """The next id, for a take."""
        return TakeId(self._next())

    def track(self) -> TrackId:
        """The next id, for a track."""
        return TrackId(self._next())

    def _next(self) -> str:
        self._made += 1
        return blake2b(f"{self._seed}:{self._made}".encode(), digest_size=6).hexdigest()


def is_rest(clip_id: ClipId, file: str, file_frame: int, hard_edges: bool = False) -> bool:
    """Whether a clip that starts at this frame of its file was split off there by a change of time. See `rest`."""
    return clip_id[_HALF:] == _mark(file, file_frame, hard_edges)


def _mark(file: str, file_frame: int, hard_edges: bool) -> str:
    hard = ":hard" if hard_edges else ""
    return blake2b(f"{file}:{file_frame}{hard}".encode(), digest_size=_HALF // 2).hexdigest()
