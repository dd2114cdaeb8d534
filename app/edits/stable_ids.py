"""Ids that an edit gives: the same each time it is applied, so that a preview and the step that follows are equal.

Lives: any thread (pure).
"""

from hashlib import blake2b

from app.model.ids import ClipId, CompId, PartId, TakeId, TrackId, new_id


class StableIds:
    """A sequence of ids that depends on its seed alone. An edit draws a seed once, and begins anew at each application."""

    def __init__(self, seed: str = "") -> None:
        """Begin the sequence of `seed`; a random one if it is empty."""
        self._seed = seed or new_id()
        self._made = 0

    def clip(self) -> ClipId:
        """The next id, for a clip."""
        return ClipId(self._next())

    def comp(self) -> CompId:
        """The next id, for a stored comp."""
        return CompId(self._next())

    def part(self) -> PartId:
        """The next id, for a planned part."""
        return PartId(self._next())

    def take(self) -> TakeId:
        """The next id, for a take."""
        return TakeId(self._next())

    def track(self) -> TrackId:
        """The next id, for a track."""
        return TrackId(self._next())

    def _next(self) -> str:
        self._made += 1
        return blake2b(f"{self._seed}:{self._made}".encode(), digest_size=6).hexdigest()
