"""What drags on the timeline say beside the pointer.

Lives: any thread (pure).
"""

FADE_SHAPES = {
    "linear": "linear",
    "equal_power": "equal power",
    "slow": "slow",
    "fast": "fast",
    "s_curve": "S-curve",
}


def fade_length(name: str, seconds: str, shape: str) -> str:
    """`Fade in 1.2 s, linear`."""
    return f"{name} {seconds}, {shape}"


def slipped_by(offset: str) -> str:
    """`Contents +12.0 ms`."""
    return f"Contents {offset}"
