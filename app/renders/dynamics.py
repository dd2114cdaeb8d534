"""Measured dynamics: how loud each section of the mix is, so that it can be seen whether the chorus lifts.

The mix is bounced into a file of its own outside the song, measured, and thrown away. Sections are compared by their mean
short-term loudness (EBU Tech 3341: windows of 3 s), relative to the loudness of the whole.

Lives: `DynamicsJob` is made on the main thread, its `run` on a worker; the rest any thread (pure).
"""

import math
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np

from app.messages.rehearsing import SILENT_MIX, does_not_lift
from app.model.ids import SectionId
from app.model.section_frames import section_frames
from app.model.song import Song
from app.problems import Refused
from app.renders.jobs import BounceOptions, bounce_request, start_process
from app.song.open_song import OpenSong
from app.tasks import Task
from audio_engine.bounce.request import BounceProblem
from audio_engine.disk.loudness_curve import STEP_S, WINDOW_S, LoudnessCurve, loudness_of_file

GATE_LUFS = -70.0  # softer is silence
LIFTS_LU = 1.0  # a section that should rise has to be as much louder
RISES_BY = 2  # points of intensity that ought to be heard
BOUNCE_SHARE = 0.8  # of the progress


class Dynamics(NamedTuple):
    """What was measured of a mix.

    Attributes:
        mix: Hash of the mix.
        curve: Its loudness from the song's start.
    """

    mix: str
    curve: LoudnessCurve

    def section_lu(self, song: Song) -> dict[SectionId, float]:
        """Mean short-term loudness of each section that sounds, in LU above the whole."""
        found = {}
        for section in song.sections:
            start, end = (frame / song.rate_hz for frame in section_frames(song, section))
            inside = min(WINDOW_S / 2, (end - start) / 2)  # a window that reaches into a neighbour is not of this one
            first = math.ceil((start + inside) / STEP_S)
            values = self.curve.short_term[first : max(first, math.floor((end - inside) / STEP_S)) + 1]
            heard = values[values > GATE_LUFS]
            if len(heard):
                found[section.id] = float(10 * np.log10(np.mean(10 ** (heard / 10)))) - self.curve.integrated_lufs
        return found

    def sentence(self, song: Song) -> str:
        """Where the music falls furthest short of the emotional timeline; empty if it follows it."""
        levels, worst = self.section_lu(song), ("", LIFTS_LU)
        in_order = sorted(song.sections, key=lambda section: section.start_bar)
        for before, section in zip(in_order, in_order[1:], strict=False):
            if section.intensity - before.intensity < RISES_BY or not {before.id, section.id} <= levels.keys():
                continue
            rise = levels[section.id] - levels[before.id]
            if rise < worst[1]:
                said = does_not_lift(section.name, before.name, rise, section.intensity, before.intensity)
                worst = (said, rise)
        return worst[0]


class DynamicsCache:
    """The mixes that were measured, by their hash; of a few, since each takes a bounce."""

    MOST = 8

    def __init__(self) -> None:
        self._found: dict[str, Dynamics] = {}

    def add(self, dynamics: Dynamics) -> None:
        """Remember what was measured."""
        self._found.pop(dynamics.mix, None)
        self._found[dynamics.mix] = dynamics
        while len(self._found) > self.MOST:
            del self._found[next(iter(self._found))]

    def of(self, mix: str) -> Dynamics | None:
        """What was measured of a mix, by its hash."""
        return self._found.get(mix)

    @property
    def newest(self) -> Dynamics | None:
        """The last one that was measured."""
        return next(reversed(self._found.values()), None)

    def clear(self) -> None:
        """Another song."""
        self._found.clear()


class DynamicsJob(Task[Dynamics]):
    """Bounces the mix of the open song and measures it."""

    def __init__(self, opened: OpenSong, mix: str) -> None:
        """Start the bounce's process.

        Args:
            opened: The song.
            mix: Hash of its mix.

        Raises:
            Refused: There is nothing to bounce, or it cannot begin.
        """
        self._mix = mix
        self._folder = tempfile.TemporaryDirectory(prefix="worktape-dynamics-", ignore_cleanup_errors=True)
        try:
            self._path = Path(self._folder.name) / "mix.wav"
            options = BounceOptions(self._path, depth="32f", tail_limit_s=0.0)
            self._bounce = start_process(bounce_request(opened, options, opened.song.name))
        except BaseException:
            self._folder.cleanup()
            raise

    def run(self) -> Dynamics:
        """Wait for the bounce, and measure it.

        Raises:
            Refused: It failed, or the mix is silent.
        """
        try:
            self._bounce.wait(self._report)
            return self._measured()
        except BounceProblem as problem:
            raise Refused(str(problem)) from None
        finally:
            self._folder.cleanup()

    def cancel(self) -> None:
        """Ask it to end soon."""
        super().cancel()
        self._bounce.cancel()

    def _report(self, share: float) -> None:
        self.progress = BOUNCE_SHARE * share

    def _measured(self) -> Dynamics:
        curve = loudness_of_file(self._path)
        if curve is None or not math.isfinite(curve.integrated_lufs):
            raise Refused(SILENT_MIX)
        return Dynamics(self._mix, curve)
