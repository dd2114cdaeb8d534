"""The shapes of fades.

Lives: any thread (pure).
"""

from typing import Any, Literal

import numpy as np
import numpy.typing as npt

FadeShape = Literal["linear", "equal_power", "slow", "fast", "s_curve"]


def fade_gain(shape: FadeShape, share: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Gain along a fade-in; a fade-out is its mirror image, so that the same place has the same gain.

    With p for the share:

    * `linear`: p, a straight line.
    * `equal_power`: sin(p pi / 2). Two of them, one in and one out, keep the power of unrelated sounds.
    * `slow`: p squared. It leaves silence slowly, and is -12 dB half-way.
    * `fast`: 1 - (1 - p) squared. It leaves silence quickly, and is -2.5 dB half-way.
    * `s_curve`: (1 - cos(p pi)) / 2, without a corner at either end; -6 dB half-way.

    Args:
        shape: One of the five.
        share: 0 (the silent end) to 1 (full level), any float type and dimensions.

    Returns:
        Linear gain, 0 to 1, of the same type and dimensions.
    """
    if shape == "equal_power":
        return np.asarray(np.sin(share * (np.pi / 2)))
    if shape == "slow":
        return np.asarray(share * share)
    if shape == "fast":
        return np.asarray(share * (2.0 - share))
    if shape == "s_curve":
        return np.asarray(0.5 - 0.5 * np.cos(np.pi * share))
    return share
