"""The mix of the demo song: levels in dB, places from -1 to 1, sends in dB.

Lives: the command line or a worker that makes the demo.
"""

from typing import NamedTuple


class PartMix(NamedTuple):
    """`reverb_db` and `delay_db` of None: no send."""

    name: str
    recording: int  # in which pass the part is recorded
    fader_db: float
    pan: float
    reverb_db: float | None
    delay_db: float | None = None


PARTS = (
    PartMix("Kick", 1, -1.5, 0.0, None),
    PartMix("Snare", 1, -3.0, 0.05, -14.0),
    PartMix("Hats", 1, -9.0, -0.35, -22.0),
    PartMix("Bass", 1, -4.5, 0.0, None),
    PartMix("Guitar", 1, -2.5, 0.38, -13.0),
    PartMix("Guitar 2", 2, -6.0, -0.55, -14.0),
    PartMix("Pad", 2, -12.5, 0.0, -12.0),
    PartMix("Bells", 2, -12.0, 0.6, -8.0, -14.0),
    PartMix("Lead", 3, -4.0, 0.0, -10.0, -16.0),
    PartMix("Harmony low", 3, -12.5, -0.3, -9.0),
    PartMix("Harmony high", 3, -13.5, 0.3, -8.0),
)
MASTER_FADER_DB = 4.0
REVERB_DECAY_S = 1.9
REVERB_PRE_DELAY_MS = 18.0
DELAY_TIME_BEATS = 0.75
DELAY_FEEDBACK = 0.32

# group -> the parts that go into it
GROUPS = {
    "Drums": ("Kick", "Snare", "Hats"),
    "Guitars": ("Guitar", "Guitar 2"),
    "Voices": ("Lead", "Harmony low", "Harmony high"),
}
# part, group or Master -> paths of its strip, as `worktape set` takes them
STRIPS: dict[str, dict[str, float | bool | str]] = {
    "Kick": {"eq/on": True, "eq/low_mid/frequency_hz": 350.0, "eq/low_mid/gain_db": -3.0},
    "Snare": {"high_pass/on": True, "high_pass/frequency_hz": 90.0},
    "Hats": {"high_pass/on": True, "high_pass/frequency_hz": 400.0},
    "Bass": {
        "high_pass/on": True,
        "high_pass/frequency_hz": 30.0,
        "compressor/on": True,
        "compressor/threshold_db": -20.0,
        "compressor/attack_ms": 20.0,
        "compressor/makeup_db": 1.5,
    },
    "Guitar": {"high_pass/on": True, "eq/on": True, "eq/low_mid/frequency_hz": 250.0, "eq/low_mid/gain_db": -2.0},
    "Guitar 2": {"high_pass/on": True, "eq/on": True, "eq/high/gain_db": 1.5},
    "Pad": {"high_pass/on": True, "high_pass/frequency_hz": 120.0, "width": 1.3},
    "Bells": {"high_pass/on": True, "high_pass/frequency_hz": 200.0},
    "Lead": {
        "high_pass/on": True,
        "high_pass/frequency_hz": 90.0,
        "eq/on": True,
        "eq/high_mid/frequency_hz": 3000.0,
        "eq/high_mid/gain_db": 1.5,
        "compressor/on": True,
        "compressor/threshold_db": -22.0,
        "compressor/attack_ms": 8.0,
        "compressor/makeup_db": 1.5,
    },
    "Drums": {
        "compressor/on": True,
        "compressor/threshold_db": -16.0,
        "compressor/ratio": 2.0,
        "compressor/attack_ms": 30.0,
        "compressor/key_filter_hz": 100.0,
        "compressor/makeup_db": 1.0,
    },
    "Master": {
        "compressor/on": True,
        "compressor/threshold_db": -14.0,
        "compressor/ratio": 1.6,
        "compressor/knee_db": 10.0,
        "compressor/attack_ms": 30.0,
        "compressor/release_ms": 200.0,
        "compressor/key_filter_hz": 120.0,
        "compressor/makeup_db": 1.8,
        "limiter/on": True,
    },
}
RIDE_GROUP, RIDE_SECTION, RIDE_DB = "Voices", "Chorus", 1.0  # how far the fader is raised, and where
