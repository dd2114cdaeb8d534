"""What Worktape hears in a recording: tempo, bars, key and chords, and how sure it is. It proposes and changes nothing.

Lives: any thread that may wait.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from app.analysis.bars import Bars, find_bars
from app.analysis.beats import Beats, find_beats
from app.analysis.chord_path import Chord, chord_path
from app.analysis.chroma import note_strengths, pitch_classes, tuning_of
from app.analysis.mono import ANALYSIS_HZ, Samples, read_mono
from app.analysis.onsets import ENVELOPE_HZ, onset_envelope
from app.messages.ideas import cannot_be_heard, silent
from app.problems import Refused, encodable
from app.tasks import Task
from app.text.chords import Chord as ChordName
from app.text.chords import parse_chord
from app.text.keys import Key, find_key, parse_key, usual_key
from app.units import seconds_to_frames
from audio_engine.disk.audio_source import Unreadable

Sureness = Literal["sure", "likely", "not sure"]
Values = npt.NDArray[np.float64]
SURE, LIKELY = 0.6, 0.3
GUESSED_BEAT_S = 0.5  # parts for chords where no beat is found
FIRST_SOUND = 0.02  # of the loudest sample
EARLY_S = 0.05  # how early the first beat may be
QUIETEST = 1e-4  # a recording whose loudest sample is less holds nothing
LEAST_CHORD = 0.34  # of a bar; shorter ones are not written down


@dataclass(frozen=True, slots=True)
class HeardChord:
    """A chord: from where to where in the recording, and its name as written, such as `F#m`; empty: none."""

    start_s: float
    end_s: float
    name: str
    sure: float


@dataclass(frozen=True, slots=True)
class Hearing:
    """Proposals.

    Attributes:
        seconds: How long the recording is.
        bpm: Beats a minute; None where nothing repeats. `half_bpm` and `double_bpm` fit the same beats.
        tempo_sure: 0 to 1, as every `sure`.
        beats_a_bar: 3 or 4.
        first_bar_s: Where the first bar begins in the recording; before it there may be an upbeat.
        bars_sure: Of both.
        key: Such as `F#m`; empty where no chord sounds.
        key_sure: How sure that is.
        chords: One after the other, without a gap.
        chords_sure: Mean over their time; no chord is surer than the bars that it was heard in.
        bars: The chords of each bar from `first_bar_s` on, as the chord lane takes them: "Am F", empty where one goes on.
    """

    seconds: float
    bpm: float | None
    tempo_sure: float
    beats_a_bar: int
    first_bar_s: float
    bars_sure: float
    key: str
    key_sure: float
    chords: tuple[HeardChord, ...]
    chords_sure: float
    bars: tuple[str, ...]

    @property
    def half_bpm(self) -> float | None:
        """The tempo if every other beat is one."""
        return None if self.bpm is None else self.bpm / 2

    @property
    def double_bpm(self) -> float | None:
        """The tempo if there is a beat between each two."""
        return None if self.bpm is None else self.bpm * 2

    @property
    def key_title(self) -> str:
        """`F♯ minor`; empty where there is none."""
        key = parse_key(self.key)
        return "" if key is None else key.title


def sureness(sure: float) -> Sureness:
    """How sure, in words."""
    return "sure" if sure >= SURE else "likely" if sure >= LIKELY else "not sure"


class HearingTask(Task[Hearing]):
    """Listens to a file on a worker."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.doing = encodable(path.name)

    def run(self) -> Hearing:
        """Listen. Raises Refused with a sentence if there is nothing to hear."""

        def goes_on(share: float) -> bool:
            self.progress = 0.3 * share
            return not self.cancelled

        try:
            samples = read_mono(self._path, goes_on)
        except (Unreadable, OSError) as error:
            raise Refused(cannot_be_heard(self.doing, str(getattr(error, "strerror", None) or error))) from error
        if not len(samples) or float(np.abs(samples).max()) < QUIETEST:
            raise Refused(silent(self.doing))

        def report(share: float) -> None:
            self.progress = 0.3 + 0.7 * share

        return listen(samples, report)


def listen(samples: Samples, report: Callable[[float], None] = lambda _share: None) -> Hearing:
    """Hear tempo, bars, key and chords.

    Args:
        samples: One channel at ANALYSIS_HZ.
        report: Called with 0 to 1.
    """
    seconds = len(samples) / ANALYSIS_HZ
    envelope = onset_envelope(samples)
    beats = find_beats(envelope)
    report(0.3)
    edges, lead = _edges(beats, seconds, _first_sound_s(samples))
    strengths = note_strengths(samples, edges, tuning_of(samples))
    report(0.9)
    whole, bass = pitch_classes(strengths)
    hops = np.minimum((edges[:-1] * ENVELOPE_HZ).round().astype(int), len(envelope) - 1)
    bars = find_bars(whole[lead:], envelope[hops][lead:]) if len(whole) > 1 else Bars(4, 0, 0.0)
    first = lead + bars.first if len(edges) > lead + bars.first else 0
    on_bar = np.zeros(len(whole), bool)
    on_bar[first :: bars.beats] = True
    path = chord_path(whole, bass, strengths.sum(axis=1), on_bar)
    chords = tuple(HeardChord(float(edges[c.first]), float(edges[c.end]), _name(c), c.sure) for c in path)
    sounding = [chord for chord in chords if chord.name]
    chords_sure = _mean_sure(sounding)
    key, agreement = _key_of([parsed for chord in sounding if (parsed := parse_chord(chord.name)) is not None])
    tempo_sure = 0.0 if beats is None else beats.sure
    bars_sure = min(bars.sure, tempo_sure)
    spelled = tuple(_no_surer(_spelled(chord, key), bars_sure) for chord in chords)
    return Hearing(
        seconds=seconds,
        bpm=None if beats is None else round(beats.bpm, 2),
        tempo_sure=round(tempo_sure, 2),
        beats_a_bar=bars.beats,
        first_bar_s=round(float(edges[first]), 3),
        bars_sure=round(bars_sure, 2),
        key="" if key is None else key.name,
        key_sure=round(
            0.0 if key is None else agreement * min(chords_sure, _key_fits(key, whole, strengths.sum(axis=1))), 2
        ),
        chords=spelled,
        chords_sure=round(min(chords_sure, bars_sure), 2),
        bars=_written(spelled, edges[first :: bars.beats]),
    )


def _first_sound_s(samples: Samples) -> float:
    """When something is heard first."""
    loud = np.abs(samples) > FIRST_SOUND * np.abs(samples).max()
    return float(np.argmax(loud)) / ANALYSIS_HZ


def _edges(beats: Beats | None, seconds: float, sound_s: float) -> tuple[Values, int]:
    """The beats with the beginning and the end of the sound; and the number of the first that is a beat.

    The beats are counted back to where the sound begins: tracking needs a few before it follows.
    """
    if beats is None:
        return np.append(np.arange(0.0, max(seconds - GUESSED_BEAT_S / 2, 1e-6), GUESSED_BEAT_S), seconds), 0
    period = 60.0 / beats.bpm
    earlier = np.arange(1, 64)[::-1] * -period + beats.times_s[0]
    times = np.concatenate([earlier[earlier > sound_s - EARLY_S], beats.times_s])
    times = np.maximum(times[times < seconds - EARLY_S], 0.0)
    lead = [] if len(times) and times[0] <= EARLY_S else [0.0]
    return np.concatenate([lead, times, [seconds]]), len(lead)


def _name(chord: Chord) -> str:
    return "" if chord.root < 0 else usual_key(chord.root, False).name + chord.kind


def _mean_sure(chords: list[HeardChord]) -> float:
    total = sum(chord.end_s - chord.start_s for chord in chords)
    return sum(chord.sure * (chord.end_s - chord.start_s) for chord in chords) / total if total > 0 else 0.0


def _spelled(chord: HeardChord, key: Key | None) -> HeardChord:
    """With the note names of the key: `C#m` in A, `Dbm` in A flat."""
    parsed = parse_chord(chord.name)
    if key is None or parsed is None:
        return chord
    kind = chord.name.removeprefix(usual_key(parsed.root.pitch, False).name)
    flat = sum(note.accidental for note in key.notes) < 0
    named = next((note for note in key.notes if note.pitch % 12 == parsed.root.pitch % 12), None)
    root = Key(named).name if named is not None else usual_key(parsed.root.pitch, not flat).name.removesuffix("m")
    return HeardChord(chord.start_s, chord.end_s, root + kind, chord.sure)


def _no_surer(chord: HeardChord, bars_sure: float) -> HeardChord:
    return replace(chord, sure=min(chord.sure, bars_sure)) if chord.name else chord


def _key_of(chords: list[ChordName]) -> tuple[Key | None, float]:
    """The key of the chords, and in how many of several parts of them it is found too: relative keys share their chords."""
    key, half = find_key(chords), len(chords) // 2
    parts = [chords[1:], chords[:-1], chords[:half], chords[half:]]
    votes = [find_key(part) == key for part in parts if part]
    return key, sum(votes) / len(votes) if votes else 0.0


def _key_fits(key: Key, whole: Values, loudness: Values) -> float:
    """How much of what sounds is in the key's scale, 0 (as by chance) to 1."""
    total = loudness @ (whole**2)
    share = float(total[list(key.pitches)].sum() / max(total.sum(), 1e-12))
    return float(np.clip((share - 0.65) / 0.2, 0.0, 1.0))


def _written(chords: tuple[HeardChord, ...], bar_starts: Values) -> tuple[str, ...]:
    """The chords of each bar."""
    written: list[str] = []
    last = ""
    for start, end in zip(bar_starts[:-1], bar_starts[1:], strict=True):
        names: list[str] = []
        for chord in chords:
            inside = min(chord.end_s, end) - max(chord.start_s, start)
            if chord.name and inside > LEAST_CHORD * (end - start) and chord.name != (names[-1] if names else last):
                names.append(chord.name)
        written.append(" ".join(names))
        last = names[-1] if names else last
    while written and not written[-1]:  # it rings on
        written.pop()
    return tuple(written)


def beginning_in_song(hearing: Hearing, bar_frame: int, rate_hz: int) -> int:
    """The timeline frame at which the recording begins if its first bar is to begin at `bar_frame`; at least 0."""
    return max(0, bar_frame - seconds_to_frames(hearing.first_bar_s, rate_hz))
