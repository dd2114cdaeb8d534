"""Where bars begin: the beats on which chords change and the bass comes in.

Lives: any thread (pure).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
METERS = (4, 3)  # beats a bar, the usual first
WALTZ_LEAD = 1.15  # how much better three have to fit than four
CLEAR = 0.25


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars of equal length.

    Attributes:
        beats: Beats a bar.
        first: Number of the beat that begins a bar, less than `beats`.
        sure: 0 to 1.
    """

    beats: int
    first: int
    sure: float


def find_bars(whole: Values, strengths: Values) -> Bars:
    """The bars of a sound.

    Args:
        whole: Pitch classes between each beat and the next [beat, 12], of length 1.
        strengths: How strongly notes begin on each beat.
    """
    before = np.vstack([whole[:1], whole[:-1]])
    change = 1.0 - np.sum(whole * before, axis=1)
    change[0] = 0.0
    weight = change + 0.15 * strengths / max(float(strengths.mean()), 1e-9) * float(change.mean())
    found: list[tuple[float, Bars]] = []
    for beats in METERS:
        means = np.array([weight[first::beats].mean() if first < len(weight) else 0.0 for first in range(beats)])
        first = int(np.argmax(means))
        lead = float((means[first] - np.delete(means, first).max()) / max(weight.mean(), 1e-9))
        quality = float((means[first] - means.mean()) / max(weight.std(), 1e-9)) / np.sqrt(beats)
        found.append((quality, Bars(beats, first, float(np.clip(lead / (4 * CLEAR), 0.0, 1.0)))))
    (four, in_four), (three, in_three) = found
    return in_three if three > WALTZ_LEAD * four and in_three.sure > in_four.sure else in_four
