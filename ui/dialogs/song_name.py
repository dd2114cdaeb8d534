"""Asks for another name of the open song, and whether to go back to how it was saved.

Lives: window, main thread.
"""

from PySide6.QtWidgets import QWidget

from app.messages.files import ABOUT_REVERTING, revert_to
from app.model.ranges import LONGEST_NAME
from app.problems import REFUSALS
from app.storage.overview import saved_song
from ui.bridge import Bridge
from ui.dialogs.dialog import Dialog
from ui.widgets.card import button, label
from ui.widgets.field import Field


class RenameDialog(Dialog):
    """The name lies chosen under the keyboard."""

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__("Name of the song", window, width=460)
        self._bridge = bridge
        self.name = Field()
        self.name.setAccessibleName("Name of the open song")
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setText(bridge.song.name)
        self.name.returnPressed.connect(self._rename)
        self.name.selectAll()
        self.setFocusProxy(self.name)  # no letter of a name may be a key of the window's
        self.body.addWidget(self.name)
        self.foot.addStretch(1)
        self.foot.addWidget(button("Rename", self._rename, "primary"))

    def _rename(self) -> None:
        try:
            self._bridge.session.rename_song(self.name.text())
        except REFUSALS as refusal:
            self.tell(str(refusal))
        else:
            self.close_dialog()


class RevertDialog(Dialog):
    """Says what goes back, and that Undo brings it again."""

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__("Go back to the saved song", window, width=460)
        self._bridge = bridge
        saved = saved_song(bridge.session.document.opened.folder.path).saved
        self.body.addWidget(label(revert_to(saved), wrap=True))
        self.body.addWidget(label(ABOUT_REVERTING, "dim", wrap=True))
        self.foot.addStretch(1)
        self.foot.addWidget(button("Cancel", self.close_dialog))
        self.go = button("Go back", self._revert, "primary")
        self.foot.addWidget(self.go)
        self.setFocusProxy(self.go)

    def _revert(self) -> None:
        self.close_dialog()
        self._bridge.attempt(self._bridge.session.document.revert)
