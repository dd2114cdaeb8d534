"""What a drag snaps to, beside the guide line.

Lives: any thread (pure).
"""

STARTS, ENDS = "starts", "ends"
LOOP, PUNCH, PLAYHEAD, ZERO_CROSSING = "Loop", "Punch", "Playhead", "Zero crossing"


def point_name(name: str, edge: str) -> str:
    """`Vox 3 starts`, `Chorus`."""
    return f"{name} {edge}".rstrip()
