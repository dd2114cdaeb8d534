"""Time-stretch for practice: another speed, the same pitch, exact places, made while it plays.

A phase vocoder: the sound is cut into overlapping windows, which are laid down at another distance. So that partials go on
without a seam, each window is turned by what the phase of its peaks moves over one hop of the output, as measured in the input
itself; the bins around a peak are turned with it (identity phase locking; Laroche and Dolson, "Improved phase vocoder
time-scale modification of audio", IEEE Transactions on Speech and Audio Processing 7 (3), 1999). Nothing is estimated, so a
tone keeps its pitch exactly, and each window is taken from where it belongs, so nothing drifts.

An attack would be smeared over a window. Where one begins, the sound therefore begins anew: what came before ends there, and
the first window after it is laid down as it is, exactly where the attack belongs. The ends of a loop are handled alike.

Lives: engine (disk reader). One stretcher belongs to one thread.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audio_engine.disk.audio_source import Samples
from audio_engine.plan import PracticeTime

WINDOW_S = 0.08  # rounded to a power of two: 4096 frames at 48 kHz
BATCH = 8  # windows at a time
CROSS_S = 0.003  # from what came before an attack to the attack; it is over where the attack begins
CATCH_UP = 4  # windows after an attack, which is played as it is, until the place is exact again
ONSET_S = 1 / 1500  # of which the energy is compared
ONSET_BEFORE = 32  # with so many such pieces before
ONSET_GAP = 4  # but not with the nearest, in which a soft attack has begun
ONSET_RATIO = 8.0  # as much more energy is an attack
ONSET_FLOOR = 1e-9  # energy of a frame, below which it is noise
ONSET_MARGIN = 8  # frames before the steepest place
LEAST_WEIGHT = np.float32(1e-3)
TINY = np.float32(1e-30)
Spectra = npt.NDArray[np.complex64]


class _Seam(NamedTuple):
    """Where the sound begins anew.

    Attributes:
        ends_at: Frame of the output at which what came before ends.
        cut_at: Frame of the input up to which it is taken: an attack must not be heard before its time.
        begins_at: Frame of the output at which the new begins: `ends_at`, or the start of the loop.
    """

    ends_at: int
    cut_at: int
    begins_at: int


class Stretcher:
    """Stretches one or two channels; both are turned alike, so that the image stays.

    Args:
        read: Overwrites an array [channel, frame] with the input from a frame on.
        channels: 1 or 2.
        rate_hz: Sample rate.
        time: Which frame of the input is heard at which frame of the output.
        loop: First frame of the output's loop and the one behind its last; None for none.
    """

    def __init__(
        self,
        read: Callable[[int, Samples], None],
        channels: int,
        rate_hz: int,
        time: PracticeTime,
        loop: tuple[int, int] | None = None,
    ) -> None:
        self._read, self._channels, self._time, self._loop = read, channels, time, loop
        self._size = 1 << round(math.log2(WINDOW_S * rate_hz))
        self._hop = self._size // 4
        self._cross, self._piece = round(CROSS_S * rate_hz), round(ONSET_S * rate_hz)
        turn = 2 * np.pi * np.arange(self._size) / self._size
        self._window = (0.5 - 0.5 * np.cos(turn)).astype(np.float32)
        self._square = self._window**2
        self._sum = np.zeros((channels, self._size + BATCH * self._hop), np.float32)
        self._weight = np.zeros(self._sum.shape[1], np.float32)
        self._input, self._input_from = np.zeros((channels, 0), np.float32), 0
        self.next: int | None = None  # the frame of the output that `render` goes on with

    def render(self, start: int, out: Samples) -> None:
        """Overwrite `out` [channel, frame] with the output from frame `start`.

        It goes on where the last call ended, around the loop; from anywhere else it starts afresh.
        """
        if start != self.next:
            self._begin(start, start)
            self._ready = self._tail = np.zeros((self._channels, 0), np.float32)
            self.next = start
        done = 0
        while done < out.shape[1]:
            if not self._ready.shape[1]:
                self._make()
            part = min(out.shape[1] - done, self._ready.shape[1])
            out[:, done : done + part] = self._ready[:, :part]
            self._ready = self._ready[:, part:]
            done += part
        self.next += done
        if self._loop is not None and self.next == self._loop[1]:
            self.next = self._loop[0]

    # one run from an attack to the next

    def _begin(self, first: int, heard_from: int) -> None:
        """Begin a run whose first window lies around `first`, and of which `heard_from` is the first frame that is used."""
        self._first, self._made, self._heard = first, 0, heard_from
        self._turned: Spectra | None = None  # the last window, as it was laid down
        self._sum[:], self._weight[:] = 0.0, 0.0
        self._origin = first - self._size // 2  # frame of the output at the beginning of the sums
        self._scanned = round(self._time.song_frame(first)) + self._hop  # for attacks, up to this frame of the input
        self._attack: int | None = None

    def _centre(self, number: int) -> int:
        return self._first + number * self._hop

    def _place(self, number: int) -> int:
        """The frame of the input around which a window is taken."""
        ahead = 0.0
        if 1 <= number <= CATCH_UP:
            ahead = self._hop * (1.0 - self._time.speed) * (CATCH_UP + 1 - number) / CATCH_UP
        return round(self._time.song_frame(self._centre(number)) + ahead)

    def _make(self) -> None:
        """Lay down the next windows, and make of them what no later window reaches."""
        places = np.array([self._place(self._made + n) for n in range(BATCH)])
        half, hop = self._size // 2, self._hop
        self._take_input(int(places[0]) - hop - half, int(places[-1]) + half)
        seam = self._next_seam(int(places[-1]) + half)
        count = BATCH
        if seam is not None:
            count = min(BATCH, max(0, -(-(seam.ends_at - self._centre(self._made)) // hop)))
        self._lay_down(places[:count], None if seam is None else seam.cut_at)
        self._made += count
        if seam is None or self._centre(self._made) < seam.ends_at:
            self._give(self._centre(self._made) - half)
        else:
            self._give(seam.ends_at - self._cross)
            self._tail = self._finished(seam.ends_at)
            self._begin(seam.begins_at, seam.begins_at - self._tail.shape[1])

    def _finished(self, until: int) -> Samples:
        """The sound from where the last call ended to `until`; the sums move on."""
        frames = until - self._origin
        made = (self._sum[:, :frames] / np.maximum(self._weight[:frames], LEAST_WEIGHT)).astype(np.float32, copy=False)
        for sums in (self._sum, self._weight):
            kept = sums[..., frames:].copy()
            sums[..., : kept.shape[-1]] = kept
            sums[..., kept.shape[-1] :] = 0.0
        skipped = max(0, min(frames, self._heard - self._origin))
        self._origin = until
        return made[:, skipped:]

    def _give(self, until: int) -> None:
        if until <= self._origin:
            return
        made, tail = self._finished(until), self._tail
        if made.shape[1] and tail.shape[1]:
            share = (np.arange(tail.shape[1], dtype=np.float32) + 0.5) / tail.shape[1]
            fall = (0.5 + 0.5 * np.cos(np.float32(np.pi) * share))[: made.shape[1]]
            made[:, : len(fall)] += (tail[:, : len(fall)] - made[:, : len(fall)]) * fall
            self._tail = tail[:, :0]
        self._ready = made

    # input

    def _take_input(self, first: int, end: int) -> None:
        """Have the input from `first` to `end`."""
        there = self._input_from + self._input.shape[1]
        kept = self._input[:, max(0, first - self._input_from) :] if self._input_from <= first <= there else None
        have = 0 if kept is None else min(kept.shape[1], end - first)
        samples = np.empty((self._channels, end - first), np.float32)
        if kept is not None:
            samples[:, :have] = kept[:, :have]
        if have < end - first:
            self._read(first + have, samples[:, have:])
        self._input, self._input_from = samples, first

    def _next_seam(self, until: int) -> _Seam | None:
        """The end of this run, if it lies before frame `until` of the input."""
        if self._attack is None:
            self._attack = self._find_attack(until)
        seams = []
        if self._attack is not None:
            at = self._time.engine_frame(self._attack)
            seams.append(_Seam(at, self._attack, at))
        if self._loop is not None and self._first < self._loop[1]:
            start, end = self._loop
            if self._time.song_frame(end) < until:
                if seams and end - self._hop < seams[0].ends_at < end:  # it would hardly begin before it ends
                    seams = []
                seams.append(_Seam(end, seams[0].cut_at if seams else until, start))  # an attack behind it is not heard
        return min(seams, default=None)

    def _find_attack(self, until: int) -> int | None:
        """The next attack in the input before frame `until`."""
        size, before = self._piece, ONSET_BEFORE + ONSET_GAP
        first = max(self._scanned - before * size, self._input_from + 1)
        pieces = (until - first) // size
        if pieces <= before:
            return None
        begin = first - self._input_from
        steps = np.diff(self._input[:, begin - 1 : begin + pieces * size], axis=1).reshape(self._channels, pieces, size)
        energy = np.einsum("cpf,cpf->p", steps, steps)
        known = np.lib.stride_tricks.sliding_window_view(energy, ONSET_BEFORE).max(axis=1)[: pieces - before]
        found = np.flatnonzero(energy[before:] > ONSET_RATIO * known + ONSET_FLOOR * size)
        if not len(found):
            self._scanned = first + pieces * size
            return None
        piece = int(found[0]) + before
        steep = np.abs(steps[:, piece - 1 : piece + 1]).max(axis=0).ravel()
        place = int(np.argmax(steep > 0.5 * steep.max()))
        return first + (piece - 1) * size + place - ONSET_MARGIN

    # windows

    def _lay_down(self, places: npt.NDArray[np.int_], cut_at: int | None) -> None:
        """Turn the windows around these places, and add them to the sums."""
        if not len(places):
            return
        samples = self._input
        if cut_at is not None and cut_at < self._input_from + samples.shape[1]:
            samples = samples.copy()
            samples[:, max(0, cut_at - self._input_from) :] = 0.0
        begins = places - self._size // 2 - self._input_from
        position = self._centre(self._made) - self._size // 2 - self._origin
        if samples.any():
            windows = np.lib.stride_tricks.sliding_window_view(samples, self._size, axis=1)
            here = np.fft.rfft(windows[:, begins] * self._window, axis=2).astype(np.complex64, copy=False)
            before = np.fft.rfft(windows[:, begins - self._hop] * self._window, axis=2)
            made = np.fft.irfft(self._turn(here, before.astype(np.complex64, copy=False)), axis=2)
            made *= self._window
            for n in range(len(places)):
                at = position + n * self._hop
                self._sum[:, at : at + self._size] += made[:, n]
        else:
            self._turned = None
        for n in range(len(places)):
            at = position + n * self._hop
            self._weight[at : at + self._size] += self._square

    def _turn(self, here: Spectra, before: Spectra) -> Spectra:
        """Turn each window so that its peaks go on in phase.

        Args:
            here: The windows' spectra [channel, window, bin]; changed.
            before: Those of the input one hop of the output earlier.

        Returns:
            `here`.
        """
        power = (here.real**2 + here.imag**2).sum(axis=0)
        middle = power[:, 2:-2]
        peaks = (
            (middle > power[:, 1:-3]) & (middle >= power[:, 3:-1]) & (middle > power[:, :-4]) & (middle >= power[:, 4:])
        )
        for n in range(here.shape[1]):
            if self._turned is not None:
                tops = np.flatnonzero(peaks[n]) + 2
                if len(tops):
                    turn = (self._turned[:, tops] * before[:, n, tops].conj()).sum(axis=0)
                    length = np.abs(turn)
                    turn = np.where(length > TINY, turn / np.maximum(length, TINY), np.complex64(1.0))
                    edges = np.concatenate(([0], (tops[1:] + tops[:-1] + 1) // 2, [here.shape[2]]))
                    here[:, n] *= np.repeat(turn, np.diff(edges))
            self._turned = here[:, n]
        return here
