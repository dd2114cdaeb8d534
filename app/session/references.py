"""A/B: the control room hears a reference in place of the song, at the song's loudness, while the song goes on.

Lives: window, main thread.
"""

from app.engine.audition import Audition
from app.engine.meters import Meters
from app.messages.rehearsing import NO_REFERENCE_TO_HEAR
from app.model.ids import ReferenceId
from app.model.reference import Reference
from app.problems import REFUSALS, Refused
from app.renders.dynamics import DynamicsCache
from app.song.document import Document
from app.units import db_to_gain

QUIETEST_LUFS = -60.0  # a song below is not measured yet
GAIN_DB = (-40.0, 20.0)


class References:
    """Which reference is compared, and whether it is heard now. It belongs to the sitting."""

    def __init__(self, document: Document, audition: Audition, meters: Meters, dynamics: DynamicsCache) -> None:
        self._document, self._audition, self._meters, self._dynamics = document, audition, meters, dynamics
        self._chosen: ReferenceId | None = None
        self._places: dict[ReferenceId, int] = {}  # where each was left

    @property
    def chosen(self) -> Reference | None:
        """The reference that A/B plays: the one that was chosen last, else the first."""
        references = self._document.song.brief.references
        return next((one for one in references if one.id == self._chosen), references[0] if references else None)

    @property
    def heard(self) -> ReferenceId | None:
        """The reference that is heard now."""
        path = self._audition.path
        if path is None or not self._document.has_song:
            return None
        folder = self._document.opened.folder.path
        return next((one.id for one in self._document.song.brief.references if folder / one.file == path), None)

    @property
    def frame(self) -> int:
        """Where in its file the reference is that is heard."""
        return self._audition.frame

    def choose(self, reference_id: ReferenceId) -> None:
        """From now on A/B plays this one; one that is heard changes to it."""
        was_heard = self.heard is not None
        self._remember()
        self._chosen = reference_id
        if was_heard:
            self._play()

    def toggle(self) -> None:
        """Hear the reference in place of the song, from where it was left; or the song again.

        Raises:
            Refused: Without a reference, or without an open device.
        """
        if self.heard is not None:
            self.hear_song()
        else:
            self._play()

    def hear_song(self) -> None:
        """The song again; the reference remembers where it was."""
        if self.heard is not None:
            self._remember()
            self._audition.stop()

    def hear(self, reference_id: ReferenceId) -> None:
        """Hear this reference. Raises Refused as `toggle`."""
        self._remember()
        self._chosen = reference_id
        self._play()

    def begin_song(self) -> None:
        """Another song."""
        self._chosen, self._places = None, {}
        if self._audition.path is not None:
            self._audition.stop()

    @property
    def song_lufs(self) -> float | None:
        """The song's loudness: as the mix was measured, else of what has played; None if nobody knows."""
        found = self._dynamics.newest
        if found is not None and found.curve.integrated_lufs > QUIETEST_LUFS:
            return found.curve.integrated_lufs
        try:
            played = self._meters.reading.loudness.integrated
        except REFUSALS:  # no engine yet
            return None
        return played if played > QUIETEST_LUFS else None

    def gain_db(self, reference: Reference) -> float:
        """By how much it is louder or softer than its file, to be as loud as the song; 0 while that is not known."""
        song = self.song_lufs
        if song is None or reference.loudness_lufs <= QUIETEST_LUFS:
            return 0.0
        return min(max(song - reference.loudness_lufs, GAIN_DB[0]), GAIN_DB[1])

    def _play(self) -> None:
        reference = self.chosen
        if reference is None:
            raise Refused(NO_REFERENCE_TO_HEAR)
        self._chosen = reference.id
        self._audition.play(
            self._document.opened.folder.path / reference.file,
            start_frame=self._places.get(reference.id, reference.start_frame),
            loop=(reference.start_frame, reference.length_frames),
            gain=db_to_gain(self.gain_db(reference)),
        )

    def _remember(self) -> None:
        heard = self.heard
        if heard is not None:
            self._places[heard] = self._audition.frame
