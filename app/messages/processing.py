"""Processing of clips: reverse, time-stretch, pitch, loudness, silence, alignment.

Lives: any thread (pure).
"""

NOTHING_TO_NORMALISE = "These clips are silent, or too short for a loudness. Normalise their peak."
NOTHING_TO_COMPARE = "Select clips that play at the same time for at least a second."


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
