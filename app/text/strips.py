"""A strip in words: which of its sections do something, in the order of the signal.

Lives: any thread (pure).
"""

from app.model.strip import StripSettings
from app.model.track import Track
from app.units import format_db


def sections_on(strip: StripSettings) -> list[str]:
    """Those with a switch, that is on."""
    return [
        word
        for word, on in (
            ("high-pass", strip.high_pass.on),
            ("low-pass", strip.low_pass.on),
            ("gate", strip.gate.on),
            ("EQ", strip.eq.on),
            ("compressor", strip.compressor.on),
            ("de-esser", strip.de_esser.on),
            ("saturation", strip.saturation.on),
        )
        if on
    ]


def before_the_fader(strip: StripSettings) -> str:
    """All that shapes the sound up to the fader: `trim +6.0 dB, high-pass, compressor`."""
    words = [f"trim {'+' if strip.trim_db > 0 else ''}{format_db(strip.trim_db)} dB"] if strip.trim_db else []
    words += ["polarity"] if strip.polarity else []
    words += sections_on(strip)
    words += ["width"] if strip.width != 1.0 else []
    return ", ".join(words)


def describe_printing(track: Track) -> str:
    """What a track that prints does to its takes; empty for one that does not."""
    if track.printed_strip is None:
        return ""
    chain = before_the_fader(track.printed_strip)
    return f"{track.name} prints onto new takes: {chain}. The dry takes are kept beside the printed ones."
