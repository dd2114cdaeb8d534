"""Processing of clips: reverse, time-stretch, pitch, loudness, silence, alignment.

Lives: any thread (pure).
"""

from app.text.values import count

NOTHING_TO_NORMALISE = "These clips are silent, or too short for a loudness. Normalise their peak."
NOTHING_TO_COMPARE = "Select clips that play at the same time for at least a second."

NOTHING_FOUND = "There is nothing to change."
CHOOSE_TWO_TO_ALIGN = "Choose two clips or more of one source, the reference on the uppermost track."


def silence_found(clips: int, parts: int, gone_s: float) -> str:
    return f"{count(clips, 'clip')} become {count(parts, 'part')}; {gone_s:.1f} s of silence go."


def aligned(name: str, late_ms: float, inverted: bool, confidence: float) -> str:
    place = "in line already" if late_ms == 0 else f"{abs(late_ms):.2f} ms {'late' if late_ms > 0 else 'early'}"
    polarity = ", with inverted polarity" if inverted else ""
    return f"{name} is {place}{polarity} (confidence {confidence:.0%})."


def changed_while_processing(name: str) -> str:
    return f"{name} was changed while it was processed. Do it again."


def cannot_process(name: str, why: str) -> str:
    return f"Worktape cannot process {name}: {why}."


def original_unsound(name: str, file: str, fault: str) -> str:
    return f"{name} stays as it is: its original {file} {fault}. Put the right file in its place."


def stretch_out_of_range(name: str, least: float, most: float) -> str:
    return f"{name} can be stretched to {least:.0%} at least and {most:.0%} at most."


def pitch_out_of_range(name: str, most: float) -> str:
    return f"{name} can be shifted by {most:g} semitones at most."


def all_silent(name: str) -> str:
    return f"{name} is silent. No gain makes it louder."


def too_short_for_loudness(name: str) -> str:
    return f"{name} is too short or too soft for a loudness. Normalise its peak."


def gain_limited(name: str, gain_db: float, short_by_db: float) -> str:
    return f"{name} gets {gain_db:+.1f} dB, the limit of a clip's gain, and stays {abs(short_by_db):.1f} dB off."


def nothing_in_common(name: str, reference: str) -> str:
    return f"{name} and {reference} have no sound in common. Align them by hand."
