"""How fast the timeline scrolls while something is dragged near its edges, or beyond them.

Lives: any thread (pure).
"""

ZONE_PX, SHARE = 14.0, 0.35
SCROLL_MS = 30  # between two steps


def scroll_speed(at: float, length: float) -> float:
    """Px to scroll by at each step.

    Args:
        at: Of the pointer along a widget, in px.
        length: Of the widget.

    Returns:
        Negative at the beginning, 0 where nothing scrolls.
    """
    if at < ZONE_PX:
        return (at - ZONE_PX) * SHARE
    return max(0.0, at - (length - ZONE_PX)) * SHARE
