"""The strip of a VCA: a fader, mute and solo that its channels follow. It has no sound of its own, so no meter.

Lives: window, main thread.
"""

from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.edits.vcas import remove_vca, rename_vca, set_vca_parameter
from app.model.channel import channels
from app.model.ids import VcaId
from app.model.mix import Vca
from app.text import values
from ui import theme
from ui.bridge import Bridge
from ui.mixer.strip_base import StripBase
from ui.widgets.card import label
from ui.widgets.menus import show_once
from ui.widgets.toggle import LetterButton


class VcaStrip(StripBase):
    """The strip of a VCA."""

    def __init__(self, bridge: Bridge, vca: Vca, rows: int, parent: QWidget) -> None:
        super().__init__(bridge, vca.name, theme.STRIP_WIDTH, parent, rows=rows)
        self.vca_id: VcaId = vca.id
        self.vca = vca
        self.colour_token = theme.SOLO
        self.pan.setVisible(False)
        policy = self.pan.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.pan.setSizePolicy(policy)
        self.members = label("", "dim")
        self.places.thumb.addWidget(label("VCA of", "dim"))
        self.places.thumb.addWidget(self.members)
        self.mute = LetterButton("M", theme.MUTE, f"Mute what follows {vca.name}", self)
        self.solo = LetterButton("S", theme.SOLO, f"Solo what follows {vca.name}", self)
        for path, letter in (("mute", self.mute), ("solo", self.solo)):
            self.places.buttons.addWidget(letter)
            letter.clicked.connect(lambda _c=False, path=path: self._toggle(path))
        self.bind(self.fader, f"Fader of {vca.name}", lambda db: set_vca_parameter(self.vca_id, "fader_db", db))
        self.bind_name(lambda text: rename_vca(self.vca_id, text))
        self.show_values()

    def _toggle(self, path: str) -> None:
        self.bridge.perform(set_vca_parameter(self.vca_id, path, not getattr(self.vca, path)))

    def show_values(self) -> None:
        vca = next((vca for vca in self.bridge.song.vcas if vca.id == self.vca_id), None)
        if vca is None:
            return
        self.vca = vca
        following = sum(channel.vca == self.vca_id for channel in channels(self.bridge.song))
        self.members.setText(f"{values.count(following, 'channel')}")
        self.mute.setChecked(vca.mute)
        self.solo.setChecked(vca.solo)
        self.show_fader(vca.fader_db, 0.0, vca.name)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.addAction(f"Remove {self.vca.name}", lambda: self.bridge.perform(remove_vca(self.vca_id)))
        show_once(menu, event.globalPos())
