"""Processing of clips: reverse, time-stretch, pitch, loudness, silence, alignment.

Lives: any thread (pure).
"""


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
