"""The views of the Write page and the cards in each, column by column.

A new card is one line here. Cards of a view are made when the view is first shown.

Lives: window, main thread.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge
from ui.write.form_card import FormCard
from ui.write.parts_card import PartsCard
from ui.write.tempo_card import TempoCard


@dataclass(frozen=True, slots=True)
class CardPlace:
    """A card in its column.

    Attributes:
        id: Name by which a step of a stage or a command shows it.
        make: Makes it.
        stretch: Share of the column's spare height; 0: as high as it needs.
    """

    id: str
    make: Callable[[Bridge], QWidget]
    stretch: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """Cards below each other.

    Attributes:
        stretch: Share of the view's width.
        cards: From the top.
    """

    stretch: int
    cards: tuple[CardPlace, ...]


@dataclass(frozen=True, slots=True)
class View:
    """What the Write page shows at a time.

    Attributes:
        id: Stable name.
        title: On its button.
        help: What is done in it, as the tooltip of the button.
        columns: From the left.
    """

    id: str
    title: str
    help: str
    columns: tuple[Column, ...]


VIEWS = (
    View(
        "song",
        "Song",
        "Structure, tempo and parts",
        (
            Column(5, (CardPlace("form", FormCard, 1),)),
            Column(3, (CardPlace("tempo", TempoCard), CardPlace("parts", PartsCard, 1))),
        ),
    ),
)
