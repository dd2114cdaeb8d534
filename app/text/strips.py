"""A strip as text: which of its sections do something, in the order of the signal.

Lives: any thread (pure).
"""

from app.messages.mixing import prints_onto_takes
from app.model.strip import SECTIONS, StripSettings
from app.model.track import Track
from app.text.values import format_decibels

FROZEN, FROZEN_HINT = "Frozen", "Frozen: right-click, Thaw to edit"


def sections_on(strip: StripSettings) -> list[str]:
    """The sections that are switched on, as they stand in a sentence."""
    return [section.text for name, section in SECTIONS.items() if getattr(strip, name).on]


def short_sections_on(strip: StripSettings) -> list[str]:
    """The same in few letters: first what a response curve shows, as one, then the rest."""
    on = [section for name, section in SECTIONS.items() if getattr(strip, name).on]
    curve = [section.short for section in on if section.panel == "eq"]
    return curve[:1] + [section.short for section in on if section.panel != "eq"]


def shapes_response(strip: StripSettings) -> bool:
    """True where a section that a response curve shows is on."""
    return any(section.panel == "eq" and getattr(strip, name).on for name, section in SECTIONS.items())


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
    return prints_onto_takes(track.name, describe_pre_fader(track.printed_strip))
