"""What a drag snaps to, beside the guide line.

Lives: any thread (pure).
"""

STARTS, ENDS = "starts", "ends"
LOOP, PUNCH, PLAYHEAD, ORIGIN = "Loop", "Punch", "Playhead", "Where it was"


def point_name(name: str, edge: str) -> str:
    """`Vox 3 starts`, `Chorus`."""
    return f"{name} {edge}".rstrip()
