"""The views of the Write page and the cards in each, column by column.

A new card is one line here. Cards of a view are made when the view is first shown.

Lives: window, main thread.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge
from ui.write.blueprint_card import BlueprintCard
from ui.write.form_card import FormCard
from ui.write.lyrics_card import LyricsCard
from ui.write.people_card import PeopleCard
from ui.write.plan_cards import BudgetCard, ScheduleCard
from ui.write.prompter_card import PrompterCard
from ui.write.references_card import ReferencesCard
from ui.write.rehearse_card import RehearseCard
from ui.write.tapes_card import WorkTapes
from ui.write.tempo_card import TempoCard
from ui.write.vision_card import NotesCard, VisionCard
from ui.write.writers_card import WritersCard


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
        "Words and chords, structure, tempo",
        (
            Column(5, (CardPlace("lyrics", LyricsCard, 1),)),
            Column(6, (CardPlace("form", FormCard, 1), CardPlace("tempo", TempoCard))),
        ),
    ),
    View(
        "tapes",
        "Work tapes",
        "Ideas and phone memos, and what we hear in them",
        (Column(1, (CardPlace("tapes", WorkTapes, 1),)),),
    ),
    View(
        "blueprint",
        "Blueprint",
        "Who plays where, and what the record should be like",
        (
            Column(8, (CardPlace("blueprint", BlueprintCard, 3), CardPlace("references", ReferencesCard, 2))),
            Column(4, (CardPlace("vision", VisionCard), CardPlace("notes", NotesCard, 1))),
        ),
    ),
    View(
        "rehearse",
        "Rehearse",
        "Play along: slower, a section at a time, without your part",
        (
            Column(6, (CardPlace("prompter", PrompterCard, 1),)),
            Column(5, (CardPlace("rehearse", RehearseCard, 1),)),
        ),
    ),
    View(
        "people",
        "People & plan",
        "Who writes and plays, when it is recorded, what it costs",
        (
            Column(1, (CardPlace("people", PeopleCard, 1), CardPlace("writers", WritersCard, 1))),
            Column(1, (CardPlace("schedule", ScheduleCard, 1), CardPlace("budget", BudgetCard, 1))),
        ),
    ),
)
