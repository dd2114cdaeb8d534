"""Sections as text.

Lives: any thread (pure).
"""

from app.model.section import Section


def bars_of(section: Section) -> str:
    """`Bars 5 to 12`, `Bar 5`, or `From bar 5.25, 3.5 bars` for one that lies between bars."""
    first, last = section.start_bar, section.end_bar - 1
    if first != int(first) or last != int(last):
        return f"From bar {first:.3g}, {section.length_bars:.3g} bars"
    return f"Bar {first:.0f}" if first == last else f"Bars {first:.0f} to {last:.0f}"
