"""Everything of the window that can be looked at: each page, what opens on it, and each dialog. Derived where it can be, and
a dialog that is not here fails."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

from app.edits.edit import Edit
from app.edits.versions import save_version
from app.model.clip import Clip
from app.model.ids import ClipId
from app.model.song import Song
from app.problems import LockHolder
from app.renders.prepared_edit import PreparedEdit
from app.tasks import Task
from app.verbs.table import VERBS
from tests.helpers.songs import BAR
from ui.dialogs.bounce import BounceDialog
from ui.dialogs.device import DeviceDialog
from ui.dialogs.dialog import Dialog
from ui.dialogs.findings import Findings
from ui.dialogs.parameter_card import ParameterCard
from ui.dialogs.preferences import PreferencesDialog
from ui.dialogs.progress import ProgressDialog
from ui.dialogs.quitting import QuitDialog, UnsavedDialog
from ui.dialogs.report import ReportDialog
from ui.dialogs.shortcuts import ShortcutsDialog
from ui.dialogs.song_files import SongFilesDialog
from ui.dialogs.song_lock import LockDialog
from ui.dialogs.song_name import RenameDialog, RevertDialog
from ui.dialogs.songs import SongsDialog
from ui.dialogs.steps import StepsDialog
from ui.dialogs.tempo import TempoDialog
from ui.main_window import MainWindow
from ui.window.tour import STOPS

View = tuple[str, Callable[[], object], Callable[[], object]]  # name, how to open it, how to close it
NAMES = (
    "A track with a name that is longer than any header, strip, menu or row of a dialog has room for",
    "\U0001f941 Drums \U0001f3b8 and \U0001f3a4 together",
    "\u05e9\u05d9\u05e8 \u05d7\u05d3\u05e9 \u05e2\u05dd \u05e1\u05d5\u05dc\u05df",
    "\u0623\u063a\u0646\u064a\u0629 \u062c\u062f\u064a\u062f\u0629",
    "\u6b4c\u66f2\u306e\u9577\u3044\u540d\u524d",
    "",
)
CLIPS_A_TRACK = 24


def nothing() -> None:
    """For views that need no closing."""


def crowded(song: Song) -> Song:
    """The song with names that are hard to show, and CLIPS_A_TRACK clips a track."""
    made = []
    for n, track in enumerate(song.tracks):
        name = NAMES[n % len(NAMES)] or track.name
        clips = tuple(
            Clip(ClipId(f"crowd-{n}-{c}"), name, track.clips[0].file, BAR * 2 * c, BAR * c, BAR * 2 - BAR // 4)
            for c in range(CLIPS_A_TRACK)
        )
        made.append(replace(track, name=name, clips=clips))
    return replace(song, tracks=tuple(made))


def crowd(window: MainWindow) -> None:
    """Make the open song crowded."""
    window.bridge.session.document.perform(Edit("Crowd", crowded))


def views(window: MainWindow) -> Iterator[View]:
    """All of them, one after another; each is opened, looked at and closed before the next is asked for."""
    for number in range(1, window.pages.count() + 1):
        yield f"page-{number}", lambda number=number: window.show_page(number), nothing
    yield from _parts_of_write(window)
    yield from _parts_of_mix(window)
    yield from _parts_of_timeline(window)
    yield from _dialogs(window)


def _parts_of_write(window: MainWindow) -> Iterator[View]:
    window.show_page(1)
    choice = window.write.choice
    for number in range(1, choice.count()):
        yield f"write-{choice.itemData(number)}", lambda number=number: choice.setCurrentIndex(number), nothing
    choice.setCurrentIndex(0)


def _parts_of_mix(window: MainWindow) -> Iterator[View]:
    mix = window.show_mix()
    song = window.bridge.song
    yield "mix-editor", lambda: mix.open_editor(song.tracks[0].id), mix.close_dock
    if song.buses:
        yield "mix-editor-of-bus", lambda: mix.open_editor(song.buses[0].id), mix.close_dock
    yield "mix-master", mix.toggle_master, mix.close_dock
    window.bridge.perform(save_version("A long name for a version of the mix that was made late at night", -14.0))
    yield "mix-versions", mix.toggle_versions, mix.close_dock
    yield "mix-picture", mix.show_picture, mix.show_timeline
    yield "mix-narrow", mix.toggle_narrow, mix.toggle_narrow


def _parts_of_timeline(window: MainWindow) -> Iterator[View]:
    window.show_page(2)
    track = window.bridge.song.tracks[0]
    automation, takes = (
        (lambda: window.arrange.toggle_automation(track.id)),
        (lambda: window.arrange.toggle_takes(track.id)),
    )
    yield "timeline-automation", automation, automation
    yield "timeline-takes", takes, takes
    notify = window.bridge.notify

    def three() -> None:
        for kind in ("info", "warn", "error"):
            notify(kind, f"The {kind} says in two sentences what happened. It names the remedy.", "Do it", nothing)

    def none() -> None:
        while window.notices.cards:
            window.notices.dismiss_newest()

    yield "timeline-notices", three, none
    yield "timeline-history", window.toggle_history, window.toggle_history
    for stop in range(len(STOPS)):
        yield f"tour-{stop + 1}", lambda stop=stop: window.tour.begin(stop), window.tour.end
    window.show_page(2)


def _dialogs(window: MainWindow) -> Iterator[View]:
    dialogs = window.dialogs

    def close() -> None:
        if dialogs.current is not None:
            dialogs.current.close_dialog()

    for kind, show in every_dialog(window).items():
        name = kind.__name__.removesuffix("Dialog").lower()
        if kind is PreferencesDialog:
            for section in PreferencesDialog.SECTIONS:
                yield (
                    f"dialog-{name}-{section.lower()}",
                    lambda section=section: dialogs.show_preferences(section),
                    close,
                )
        else:
            yield f"dialog-{name}", show, close


def every_dialog(window: MainWindow) -> dict[type[Dialog], Callable[[], object]]:
    """How each kind of dialog is opened; fails where one is missing here."""
    session, dialogs = window.bridge.session, window.dialogs
    session.devices.list = list  # type: ignore[method-assign, assignment]
    song, over = session.document.opened.folder.path, threading.Event()
    report = song.parent / "report.txt"
    report.write_text(
        "What went wrong\n" + "  a line of a report that is longer than the dialog is wide, by far\n" * 20
    )

    class Endless(ProgressDialog):
        def __init__(self) -> None:
            super().__init__("Copying the song", window.bridge, window, Task(over.wait))

        def close_dialog(self) -> None:
            over.set()
            super().close_dialog()

    most = max(VERBS.values(), key=lambda verb: len(verb.parameters))
    found = PreparedEdit(
        Edit("Align", lambda song: song),
        ("Snare 2 is 3.4 ms later than Snare 1 and will be moved.", "Its polarity stays."),
    )
    known: dict[type[Dialog], Callable[[], object]] = {
        BounceDialog: dialogs.show_bounce,
        DeviceDialog: dialogs.show_devices,
        Findings: lambda: dialogs._open(Findings("Align", window.bridge, window, found)),
        LockDialog: lambda: dialogs.show_lock(song, LockHolder(4711, "another program")),
        ParameterCard: lambda: dialogs.ask(most, {}, lambda _values: True),
        PreferencesDialog: dialogs.show_preferences,
        ProgressDialog: lambda: dialogs._open(Endless()),
        RenameDialog: dialogs.rename_song,
        RevertDialog: lambda: dialogs._open(RevertDialog(window.bridge, window)),
        UnsavedDialog: lambda: dialogs.may_quit(
            "The song cannot be saved (No space left on device). Make room and save again."
        ),
        QuitDialog: lambda: dialogs._open(
            QuitDialog(window.bridge, window, lambda: ("Bouncing the mix", "Importing audio"), nothing)
        ),
        ReportDialog: lambda: dialogs.show_report(report),
        ShortcutsDialog: dialogs.show_shortcuts,
        SongFilesDialog: dialogs.show_files,
        SongsDialog: dialogs.show_songs,
        StepsDialog: lambda: dialogs.show_steps(2),
        TempoDialog: dialogs.show_tempo,
    }
    assert set(Dialog.__subclasses__()) == set(known), "a dialog that is not looked at"
    return known
