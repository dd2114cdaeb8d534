"""Chords from pitch classes: the most likely path through major, minor and seventh chords.

Lives: any thread (pure).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
KINDS = {"": (0, 4, 7), "m": (0, 3, 7), "7": (0, 4, 7, 10)}  # as written behind the root: semitones above it
SEVENTH_COST = 0.03  # a seventh that is only a passing note makes no seventh chord
BASS_SHARE = 0.15  # how much the bass note says beside all notes
SHARPNESS = 40.0  # of likelihoods: how much a better fit counts
CHANGE_COST, CHANGE_COST_ON_BAR = 3.5, 1.2  # of another chord, inside a bar and where one begins
SILENT = 0.02  # of the loudest part: no chord
CLEAR = 0.12  # a chord that fits this much better than all others is certain


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord for some time.

    Attributes:
        first: Its first part.
        end: The part after its last.
        root: Semitones above C; -1 where no chord sounds.
        kind: "", "m" or "7".
        sure: 0 to 1.
    """

    first: int
    end: int
    root: int
    kind: str
    sure: float


def chord_path(whole: Values, bass: Values, loudness: Values, on_bar: npt.NDArray[np.bool_]) -> list[Chord]:
    """The chords of parts that follow each other.

    Args:
        whole: Pitch classes of all notes [part, 12], of length 1.
        bass: Those of the bass.
        loudness: How loud each part is, linear.
        on_bar: Whether a bar begins with a part.
    """
    if not len(whole):
        return []
    fits = np.stack([_fit(whole, bass, root, kind) for kind in KINDS for root in range(12)], axis=1)
    silent = loudness <= SILENT * loudness.max(initial=0.0)
    path = _viterbi(fits * SHARPNESS, np.where(on_bar, CHANGE_COST_ON_BAR, CHANGE_COST))
    states = np.where(silent, -1, path)
    bounds = [0, *(np.flatnonzero(np.diff(states)) + 1).tolist(), len(states)]
    return [_chord(first, end, int(states[first]), fits) for first, end in zip(bounds[:-1], bounds[1:], strict=True)]


def _fit(whole: Values, bass: Values, root: int, kind: str) -> Values:
    template = np.zeros(12)
    template[[(root + step) % 12 for step in KINDS[kind]]] = 1.0
    template /= np.linalg.norm(template)
    cost = SEVENTH_COST if kind == "7" else 0.0
    return (1 - BASS_SHARE) * (whole @ template) + BASS_SHARE * bass[:, root] - cost


def _viterbi(scores: Values, change_costs: Values) -> npt.NDArray[np.int64]:
    """The path of states with the largest sum of scores less a cost for each change."""
    parts, states = scores.shape
    total = scores[0]
    came_from = np.zeros((parts, states), np.int64)
    for part in range(1, parts):
        best = int(np.argmax(total))
        changed = total[best] - change_costs[part]
        stays = total >= changed
        came_from[part] = np.where(stays, np.arange(states), best)
        total = np.where(stays, total, changed) + scores[part]
    path = np.empty(parts, np.int64)
    path[-1] = int(np.argmax(total))
    for part in range(parts - 1, 0, -1):
        path[part - 1] = came_from[part, path[part]]
    return path


def _chord(first: int, end: int, state: int, fits: Values) -> Chord:
    if state < 0:
        return Chord(first, end, -1, "", 1.0)
    kind, root = list(KINDS)[state // 12], state % 12
    mean = fits[first:end].mean(axis=0)
    others = [
        n for n in range(len(mean)) if n != state and not (n % 12 == root and {list(KINDS)[n // 12], kind} <= {"", "7"})
    ]
    lead = float(mean[state] - mean[others].max())
    return Chord(first, end, root, kind, float(np.clip(lead / CLEAR, 0.0, 1.0)))
