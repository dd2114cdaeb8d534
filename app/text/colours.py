"""The ten colours of tracks, clips, folders and markers, by name. The song holds their indices.

Lives: any thread (constants).
"""

from typing import Literal, get_args

ColourName = Literal["red", "orange", "yellow", "green", "teal", "cyan", "blue", "violet", "brown", "grey"]
COLOUR_NAMES: tuple[ColourName, ...] = get_args(ColourName)
