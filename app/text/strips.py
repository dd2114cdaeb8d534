"""A strip as text: which of its sections do something, in the order of the signal.

Lives: any thread (pure).
"""

from app.model.strip import StripSettings
from app.model.track import Track
from app.text.values import format_decibels

FROZEN, FROZEN_HINT = "Frozen", "Frozen: right-click, Thaw to edit"


def sections_on(strip: StripSettings) -> list[str]:
    """The names of the sections that are switched on."""
    sections = (
        ("high-pass", strip.high_pass.on),
        ("low-pass", strip.low_pass.on),
        ("gate", strip.gate.on),
        ("EQ", strip.eq.on),
        ("compressor", strip.compressor.on),
        ("de-esser", strip.de_esser.on),
        ("saturation", strip.saturation.on),
    )
    return [name for name, on in sections if on]


def describe_pre_fader(strip: StripSettings) -> str:
    """All that shapes the sound up to the fader: `trim +6.0 dB, high-pass, compressor`."""
    parts = [f"trim {format_decibels(strip.trim_db, signed=True)}"] if strip.trim_db else []
    parts += ["polarity"] if strip.polarity else []
    parts += sections_on(strip)
    parts += ["width"] if strip.width != 1.0 else []
    return ", ".join(parts)


def describe_printing(track: Track) -> str:
    """What a track that prints does to its takes; empty for one that does not."""
    if track.printed_strip is None:
        return ""
    chain = describe_pre_fader(track.printed_strip)
    return f"{track.name} prints onto new takes: {chain}. The dry takes are kept beside the printed ones."
