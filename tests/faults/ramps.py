"""What a take must hold: the ramp of its input, sample by sample, from one frame of the device on."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import soundfile

from tests.helpers.jack_ramp import MODULUS, STEP

PAGE_FRAMES = 1024  # of float samples


class Heard(NamedTuple):
    """`wrong` samples, and `jumps` (file frame, frames skipped) where the ramp goes on later: a loss."""

    frames: int
    first: int
    wrong: int
    jumps: tuple[tuple[int, int], ...]


def counters(path: Path) -> npt.NDArray[np.int64]:
    """The count of the device's frames as each sample of a mono file carries it."""
    samples, _ = soundfile.read(path, dtype="float32", always_2d=True)
    exact = samples[:, 0].astype(np.float64) * MODULUS
    numbers = np.rint(exact).astype(np.int64)
    numbers[exact != numbers] = -1
    return numbers


def listen(path: Path, channel: int) -> Heard:
    """A file read as a ramp of input `channel` (from 0).

    A drive that lost its power may know a file's new length and not its last page: the zeros there are frames lost.
    """
    numbers = counters(path)
    page = numbers[-PAGE_FRAMES:]
    numbers = numbers[: len(numbers) - len(page) + len(np.trim_zeros(page, "b"))]
    if len(numbers) == 0:
        return Heard(0, 0, 0, ())
    frames = (numbers - channel * STEP) % MODULUS
    steps = np.diff(frames) % MODULUS
    at = np.flatnonzero(steps != 1)
    jumps = tuple((int(k) + 1, int(steps[k]) - 1) for k in at)
    wrong = int((numbers < 0).sum()) + sum(1 for _, skipped in jumps if skipped > MODULUS // 2)
    return Heard(len(numbers), int(frames[0]), wrong, jumps)


def damaged(heard: list[Heard], marked: list[int]) -> list[int]:
    """Files (by index) that hold anything but their ramp, begin at another frame than the first, or skip where the take
    says nothing of a loss. `marked` are the lengths of the losses that the take tells."""
    bad = []
    for index, file in enumerate(heard):
        silent = sum(skipped for _, skipped in file.jumps) > sum(marked)
        aligned = file.first == heard[0].first or file.frames == 0
        if file.wrong or silent or not aligned:
            bad.append(index)
    return bad
