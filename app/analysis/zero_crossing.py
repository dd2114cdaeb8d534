"""Where a sound passes through zero: a cut there does not click.

Lives: any thread (pure).
"""

import numpy as np
from numpy.typing import NDArray


def nearest_zero_crossing(samples: NDArray[np.float32], index: int, reach: int) -> int:
    """The sample nearest to `index` that follows a change of sign.

    Args:
        samples: float32 [frame] or [frame, channel], of which the sum counts.
        index: A frame of them.
        reach: How many frames away it may be.

    Returns:
        Its frame; `index` if there is none within reach.
    """
    first, last = max(0, index - reach), min(len(samples), index + reach + 1)
    if last - first < 2:
        return index
    part = samples[first:last].astype(np.float64)
    signs = np.signbit(part if part.ndim == 1 else part.sum(axis=1))
    crossings = np.flatnonzero(signs[1:] != signs[:-1]) + first + 1
    if not len(crossings):
        return index
    return int(crossings[np.argmin(np.abs(crossings - index))])
