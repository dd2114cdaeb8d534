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

PLACE_HELP = {
    "time": "Drag: select time. Right-drag: rubber band.",
    "move": "Drag: move. Ctrl: copy. Ctrl+Shift: slip.",
    "trim": "Drag: trim. Ctrl: stretch. Shift: no snap.",
    "fade": "Drag: fade. Up or down: its shape.",
    "gain": "Drag: gain. Double-click: type it.",
    "range": "Drag: change the selected time.",
}


def fade_length(name: str, seconds: str, shape: str) -> str:
    """`Fade in 1.2 s, linear`."""
    return f"{name} {seconds}, {shape}"


def slipped_by(offset: str) -> str:
    """`Contents +12.0 ms`."""
    return f"Contents {offset}"


def stretched_to(length: str, percent: str) -> str:
    """`Stretched to 1.2 s, 80 %`: of the original."""
    return f"Stretched to {length}, {percent}"
