"""What drags on the timeline say beside the pointer.

Lives: any thread (pure).
"""

from collections.abc import Iterable

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


def processed_clip(facts: Iterable[str], help_text: str) -> str:
    """`Reversed, stretch 80 %. Drag: move.`; `help_text` alone if nothing was done to the clip."""
    done = ", ".join(facts)
    return f"{done[0].upper()}{done[1:]}. {help_text}" if done else help_text


def fade_length(name: str, seconds: str, shape: str) -> str:
    """`Fade in 1.2 s, linear`."""
    return f"{name} {seconds}, {shape}"


def slipped_by(offset: str) -> str:
    """`Contents +12.0 ms`."""
    return f"Contents {offset}"


def stretched_to(length: str, percent: str) -> str:
    """`Stretched to 1.2 s, 80 %`: of the original."""
    return f"Stretched to {length}, {percent}"
