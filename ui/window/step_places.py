"""Where the steps of the stages are done: shows page, card, track or command of a step.

Lives: window, main thread.
"""

from typing import Protocol

from app.model.ids import TrackId
from app.stages.progress import StepProgress
from app.stages.table import every_step
from ui.arrange.arrange_view import ArrangeView
from ui.bridge import Bridge
from ui.dialogs.dialog import Dialog
from ui.pages.mix_page import MixPage
from ui.pages.record_page import RecordPage
from ui.state.selection import Selection
from ui.widgets.lazy_stack import LazyStack
from ui.write.page import WritePage


class Places(Protocol):
    """What the window shows."""

    bridge: Bridge
    selection: Selection
    arrange: ArrangeView
    pages: LazyStack

    @property
    def dialog(self) -> Dialog | None:
        """The dialog that is open."""

    def show_page(self, number: int) -> None:
        """Show a page, 1 to 7."""


def show_step(window: Places, step: StepProgress) -> None:
    """Go where a step is done; what is about one track selects it."""
    if window.dialog is not None:
        window.dialog.close_dialog()
    _, stage = every_step()[step.step.id]
    window.show_page(step.step.page or stage)
    page = window.pages.currentWidget()
    if step.step.card and isinstance(page, WritePage | RecordPage | MixPage):
        page.show_card(step.step.card)
    if step.track is not None and window.arrange.isVisible():
        _show_track(window, step.track)
    if step.step.command:
        window.bridge.actions.run(step.step.command)


def _show_track(window: Places, track_id: TrackId) -> None:
    window.selection.set_track(track_id)
    header = window.arrange.headers.headers.get(track_id)
    if header is not None:
        window.arrange.bring_into_view(header)
        header.setFocus()
