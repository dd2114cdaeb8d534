"""The Write page: people, writers, parts, plan.

Lives: any thread (pure).
"""

from collections.abc import Sequence

from app.text.values import listed

IPI_WRONG = "This is no IPI name number: it has 11 digits, and the last two must match the others. Check it for a slip."
NO_PEOPLE = "Nobody is entered yet. Type a name below: parts, writers and credits take it from here."
NO_WRITERS_YET = "Nobody has written this song yet. Add the writers on the day of writing: it takes a minute."
SHARE_UNREADABLE = "Write a share from 0 to 100 %, such as 33.34 or 1/3."
NO_BLUEPRINT = "No part is planned yet. Name the parts, then click where each of them plays."
NO_BLUEPRINT_SECTIONS = "Lay out the sections in Song first: each of them is a column here."
ABOUT_VISION = "Who sings this to whom, and what should they feel? What does the record sound like?"
NOTE_ON_SONG = "What must not be forgotten?"
ABOUT_EMOTIONAL_TIMELINE = (
    "How much happens in each section: drag the points. Click a name to go there, double-click to loop it. "
    "Arrow keys work too."
)
BARS_UNREADABLE = "Write a whole number of bars, such as 8."
NO_SESSIONS = "No session is planned yet."
NO_BUDGET = "Nothing is planned to cost anything yet."
MONEY_UNREADABLE = "Write an amount, such as 120 or 99.50."
SPLIT_AGREEMENT = "We wrote this song together, and agree to these shares of the words and music as a whole."
SHARES_NOT_WHOLE = "The shares do not sum to 100 % yet. Set them before anybody agrees."
NOT_AGREED = "Not agreed."
NO_WRITERS = "Add the writers first."
TRACKS_THERE = "Every part has its track."
NO_DATE = "Write the date as year-month-day, such as 2026-11-28."
NO_TIME = "Write the time as hours and minutes, such as 19:30."


def intensities(sections: Sequence[tuple[str, int]]) -> str:
    told = ", ".join(f"{name} {intensity}" for name, intensity in sections)
    return f"Emotional timeline: {told}" if told else "Emotional timeline"


def person_there(name: str) -> str:
    return f"{name} is already among the people of this song."


def is_writer(name: str) -> str:
    return f"{name} is a writer of this song. Take {name} off the writers first."


def already_writer(name: str) -> str:
    return f"{name} is already a writer of this song."


def nothing_planned(section: str) -> str:
    return f"Nothing plays in {section} yet."


def crowded(section: str, parts: int) -> str:
    return f"{section} is crowded: {parts} parts play at once. Leave one out, or let it play in half of the section."


def leaves_lead_no_room(section: str, lead: str, others: int) -> str:
    return f"{lead} has little room in {section}: {others} other parts play with it. Leave one out there."


def no_share(names: Sequence[str]) -> str:
    return f"{listed(names)} {'has' if len(names) == 1 else 'have'} 0 %. Give a share, or remove the writer."


def shares_miss(total: str, missing: str) -> str:
    return f"The shares sum to {total}: {missing} is missing. Registration needs 100 %; recording does not."


def shares_over(total: str, over: str) -> str:
    return f"The shares sum to {total}: {over} too much. Registration needs 100 %; recording does not."


def cell_sentence(part: str, section: str, state: str, note: str) -> str:
    """`state`: silent, planned, recorded or kept."""
    does = {"silent": "is silent", "planned": "plays, not recorded yet", "recorded": "is recorded", "kept": "is kept"}
    return f"{part} in {section}: {does[state]}." + (f" {note}" if note else "")


def part_progress(states: Sequence[str]) -> str:
    """`states`: of the sections in which the part plays."""
    if not states:
        return "\u2013"
    if all(state == "kept" for state in states):
        return "kept"
    recorded = sum(state != "planned" for state in states)
    return "recorded" if recorded == len(states) else f"{recorded} of {len(states)}"


def next_session(when: str, what: str) -> str:
    return f"Next session: {when}" + (f", {what}" if what else "") + "."


def nobody_called(name: str, names: Sequence[str]) -> str:
    there = ", ".join(names) or "nobody yet"
    return f"Nobody among the people of this song is called {name}. There is: {there}."


def no_part_called(name: str, names: Sequence[str]) -> str:
    there = ", ".join(names) or "none yet"
    return f"No part of the blueprint is called {name}. There is: {there}."


def split_sum(total: str) -> str:
    return f"The shares sum to {total}."


def number_out_of_range(what: str, low: int, high: int, typed: str) -> str:
    """`what`: as a sentence begins."""
    return f"{what} is from {low} to {high}, not {typed}."
