"""The session by pedalboard, run by an interpreter that has it: `python pedalboard_mix.py mix.json output threads`.

A board a track (LowShelfFilter, two PeakFilters, HighShelfFilter, Compressor), faders, pans and sends in numpy, a Reverb
on the send bus. Pedalboard leaves the GIL, so tracks can share two threads.
"""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt
import pedalboard
from pedalboard.io import AudioFile

BANDS = {
    "low shelf": pedalboard.LowShelfFilter,
    "bell": pedalboard.PeakFilter,
    "high shelf": pedalboard.HighShelfFilter,
}


def board(mix: dict[str, Any]) -> pedalboard.Pedalboard:
    bands = [BANDS[shape](frequency, gain_db=gain_db, q=q) for shape, frequency, gain_db, q in mix["eq"]]
    return pedalboard.Pedalboard([*bands, pedalboard.Compressor(**mix["compressor"])])


def mixed(tracks: list[dict[str, Any]], mix: dict[str, Any]) -> npt.NDArray[np.float32]:
    """Left, right and send of some tracks, summed: [3, frame]."""
    total = np.zeros((3, mix["frames"]), np.float32)
    for track in tracks:
        with AudioFile(track["path"]) as file:
            samples = file.read(mix["frames"])
        if mix["variant"] == "B":
            samples = board(mix)(samples, mix["rate_hz"])
        for row, gain in zip(total, track["levels"], strict=True):
            row += samples[0] * np.float32(gain)
    return total


def main(mix_path: str, output: str, threads: int) -> None:
    with open(mix_path) as file:
        mix = json.load(file)
    shares = [mix["tracks"][first::threads] for first in range(threads)]
    with ThreadPoolExecutor(threads) as pool:
        total = sum(pool.map(lambda share: mixed(share, mix), shares))
    reverb = pedalboard.Reverb(room_size=0.7, damping=0.5, wet_level=1.0, dry_level=0.0)
    out = total[:2] + reverb(np.repeat(total[2:], 2, axis=0), mix["rate_hz"])
    with AudioFile(output, "w", mix["rate_hz"], num_channels=2, bit_depth=24) as file:
        file.write(out)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
