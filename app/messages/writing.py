"""The Write page: people, writers, parts, plan.

Lives: any thread (pure).
"""

IPI_WRONG = "This is no IPI name number: it has 11 digits, and the last two must match the others. Check it for a slip."
NO_WRITERS = "Add the writers first."
TRACKS_THERE = "Every part has its track."
NO_DATE = "Write the date as year-month-day, such as 2026-11-28."
NO_TIME = "Write the time as hours and minutes, such as 19:30."


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
