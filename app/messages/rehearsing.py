"""Rehearsing, references, and the measured dynamics of sections.

Lives: any thread (pure).
"""

from app.text.values import format_seconds

REFERENCE_NOT_MATCHED = "The song has not been heard or measured yet, so a reference plays at its own level."
LISTEN_FOR = "The voice against the band? The low end? The room?"
NOT_MEASURED = "Measure the mix to see how loud each section is."
MEASURED_BEFORE = "The mix has changed since it was measured."
ABOUT_REHEARSING = "Play along: slower first, a section at a time, without the part that you play yourself."
ROUNDS_NEED_LOOP = "Choose a section to loop: rounds are counted there."
NO_REFERENCES = "No reference yet. Drop a record here that sounds as this one should, or add a file."
NO_REFERENCE_TO_HEAR = "There is no reference to compare with. Add one on the Write page, under References."
SILENT_MIX = "The mix is silent, so there is nothing to measure."


def how_rehearsed(click_on: bool) -> str:
    """Behind `Rehearsed`."""
    return "with the click" if click_on else ""


def no_such_speed(least: int, most: int, typed: int) -> str:
    return f"A song is played at {least} to {most} % of its speed, not at {typed} %."


def rehearsal_of(song: str) -> str:
    """The name of a work tape."""
    return f"Rehearsal of {song}"


def too_many_channels(file: str, channels: int) -> str:
    return f"{file} has {channels} channels. A reference has one or two: mix it down first."


def reference_too_short(title: str, seconds: float) -> str:
    return f"{title} is only {format_seconds(seconds)} long. Choose an earlier place."


def not_a_place(text: str) -> str:
    return f"{text} is no place in a file. Write minutes and seconds, such as 1:02.5."


def unknown_reference(title: str) -> str:
    return f"There is no reference called {title}."


def does_not_lift(section: str, before: str, lu: float, wanted: int, wanted_before: int) -> str:
    """`lu`: how much louder the section is than the one before; the others: planned intensities."""
    how = (
        f"only {lu:.1f} LU louder than"
        if lu >= 0.05
        else ("as loud as" if lu > -0.05 else f"{-lu:.1f} LU quieter than")
    )
    return f"{section} does not lift: it is {how} {before}, and should rise from {wanted_before} to {wanted}."
