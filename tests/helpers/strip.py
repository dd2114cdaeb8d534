"""The values of a strip by the engine's rows, from the parameter table: a new section is in them by itself."""

from app.engine.rows import to_engine
from app.model.parameters import STRIP
from app.model.strip import SECTIONS

# lowest and highest value of each continuous row; a trim may invert
NUMBERS = {
    entry.row: (to_engine(entry, entry.low), to_engine(entry, entry.high))
    for entry in STRIP
    if entry.row and entry.kind in ("number", "level")
}
NUMBERS["trim_gain"] = (-NUMBERS["trim_gain"][1], NUMBERS["trim_gain"][1])
# how many positions each switch or choice has
SWITCHES = {
    entry.row: len(entry.choices) or 2 for entry in STRIP if entry.row and entry.kind not in ("number", "level")
}


def section_of(row: str) -> str:
    """The section whose value a row carries; empty for those of the channel itself, such as the fader."""
    return next((name for name in SECTIONS if row.startswith(f"{name}_")), "")


def numbers_of(section: str) -> dict[str, tuple[float, float]]:
    """The continuous rows of a section, with their lowest and highest value."""
    return {row: span for row, span in NUMBERS.items() if section_of(row) == section}
