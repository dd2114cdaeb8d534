"""How the window stands, remembered from one start of the program to the next.

Lives: window, main thread.
"""

from typing import Annotated, Literal

import msgspec

from audio_engine.protocol_values import Text

Pixels = Annotated[int, msgspec.Meta(ge=-(1 << 20), le=1 << 30)]
Panel = Literal["", "editor", "master", "versions"]


class WindowLayout(msgspec.Struct, frozen=True, kw_only=True):
    """Place, page, zoom and panels of the main window. Lengths are pixels of the interface at its scale.

    Attributes:
        x, y, width, height: Of the window without its frame while it is not maximised; a width of 0: never shown.
        scale: The interface scale at which these lengths count.
        maximised: Whether it fills its screen.
        page: The page shown, 1 to 7.
        panel: What is open below the console of the Mix page.
        history: Whether the steps of the history are shown beside the page.
        picture: Whether the Mix page shows the picture of the mix in place of the timeline.
        narrow_strips: Whether strips of the console are narrow.
        console_share: Height of the console as a share of the Mix page; 0: as large as fits.
        lane_height: Of tracks without a height of their own.
        song: Folder of the song that zoom and scroll are of.
        frames_per_px: Zoom of its timeline; 0: the whole song is in the window.
        left_px, top_px: Scroll of its timeline.
        import_folder: The folder from which audio was imported last.
    """

    x: Pixels = 0
    y: Pixels = 0
    width: Pixels = 0
    height: Pixels = 0
    scale: Annotated[float, msgspec.Meta(ge=0.25, le=8.0)] = 1.0
    maximised: bool = False
    page: Annotated[int, msgspec.Meta(ge=1, le=7)] = 2
    panel: Panel = ""
    history: bool = False
    picture: bool = False
    narrow_strips: bool = False
    console_share: Annotated[float, msgspec.Meta(ge=0.0, le=1.0)] = 0.0
    lane_height: Annotated[int, msgspec.Meta(ge=24, le=400)] = 58
    song: Text = ""
    frames_per_px: Annotated[float, msgspec.Meta(ge=0.0, le=1e9)] = 0.0
    left_px: Pixels = 0
    top_px: Pixels = 0
    import_folder: Text = ""
