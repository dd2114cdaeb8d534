"""Commands that edit the timeline as a whole: undo, the clipboard, time.

Lives: window, main thread.
"""

from app.messages.steps import PASTE
from app.messages.window import NO_POINTER
from app.renders.pasting import Copied
from app.verbs import clipboard
from app.verbs.clips import why_nothing_selected
from app.verbs.verb import EDIT
from ui.commands.command import Command, below_a_line
from ui.commands.context import Context, hint, perform, select_new, target_of, verb_command

DELETE, DELETE_TIME = "clips.delete", "time.delete"


def _cut(context: Context) -> None:
    def cut() -> None:
        copied, edit = clipboard.cut(target_of(context))
        document = context.bridge.session.document
        document.perform(edit)
        context.clipboard.clips = Copied.of(copied, document.opened)

    if context.bridge.attempt(cut):
        _forget_closed_range(context)


def _copy(context: Context) -> None:
    def copy() -> None:
        copied = clipboard.copy(target_of(context))
        context.clipboard.clips = Copied.of(copied, context.bridge.session.document.opened)

    context.bridge.attempt(copy)


def _paste(context: Context) -> None:
    _paste_at(context, clipboard.place_to_paste(target_of(context)))


def _paste_at_pointer(context: Context) -> None:
    place = context.arrange.place_at_pointer()
    if place is None:
        hint(context, NO_POINTER)
        return
    _paste_at(context, place)


def _paste_at(context: Context, place: clipboard.Place) -> None:
    session, copied, target = context.bridge.session, context.clipboard.clips, target_of(context)
    document = session.document

    def from_here() -> None:
        document.perform(clipboard.paste(target, None if copied is None else copied.clips, place))

    def from_other(other: Copied) -> None:
        task = clipboard.paste_from_song(target, document.opened, other, place)
        session.renders.clips.prepare(task, PASTE, lambda act: select_new(context, act))

    if copied is None or copied.is_from(document.opened):
        select_new(context, lambda: context.bridge.attempt(from_here))
    else:
        context.bridge.attempt(lambda: from_other(copied))


def _delete(context: Context) -> None:
    if perform(context, DELETE):
        context.selection.keep_existing(context.bridge.song)
        _forget_closed_range(context)


def _delete_time(context: Context) -> None:
    if perform(context, DELETE_TIME):
        context.selection.set_time_range(None)


def _forget_closed_range(context: Context) -> None:
    """What slid into a range that ripple closed was not chosen: the next Delete would take it."""
    if context.editing.ripple != "off":
        context.selection.set_time_range(None)


def _why_nothing_copied(context: Context) -> str:
    return "" if context.clipboard.clips is not None else "copy clips first"


def _why_nothing_selected(context: Context) -> str:
    return why_nothing_selected(target_of(context))


def _escape(context: Context) -> None:
    if context.tour.stop is not None:
        context.tour.end()
    elif context.page == MIX and context.mix.dock_open:
        context.mix.close_dock()
    else:
        context.selection.set_clips(())


def _walk(context: Context, back: bool) -> None:
    document = context.bridge.session.document
    context.bridge.attempt(document.undo if back else document.redo)


def _undo_title(context: Context) -> str:
    return f"Undo {context.bridge.session.document.undo_label or ''}".strip()


def _redo_title(context: Context) -> str:
    return f"Redo {context.bridge.session.document.redo_label or ''}".strip()


MIX = 3  # the page
COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "song.undo",
        "Undo",
        EDIT,
        ("Ctrl+Z",),
        lambda c: _walk(c, back=True),
        why_not=lambda c: "" if c.bridge.session.document.undo_label else "nothing to undo",
        title_now=_undo_title,
    ),
    Command(
        "song.redo",
        "Redo",
        EDIT,
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        lambda c: _walk(c, back=False),
        why_not=lambda c: "" if c.bridge.session.document.redo_label else "nothing to redo",
        title_now=_redo_title,
    ),
    below_a_line(Command("clips.cut", "Cut", EDIT, ("Ctrl+X",), _cut, menus=("clips",), why_not=_why_nothing_selected)),
    Command("clips.copy", "Copy", EDIT, ("Ctrl+C",), _copy, menus=("clips",), why_not=_why_nothing_selected),
    Command(
        "clips.paste",
        "Paste at the playhead",
        EDIT,
        ("Ctrl+V",),
        _paste,
        menus=("clips", "empty lane"),
        why_not=_why_nothing_copied,
    ),
    Command(
        "clips.paste-here",
        "Paste at the pointer",
        EDIT,
        ("Ctrl+Shift+V",),
        _paste_at_pointer,
        menus=("clips", "empty lane"),
        why_not=_why_nothing_copied,
    ),
    below_a_line(verb_command(DELETE, "Del", "Backspace", run=_delete, menus=("clips",))),
    verb_command("clips.duplicate", "Ctrl+D", menus=("clips",)),
    verb_command("clips.repeat", "Ctrl+Shift+D", asks=True, menus=("clips",)),
    verb_command("clips.copy-to"),
    verb_command("clips.move-to", "Shift+Y"),
    below_a_line(verb_command("time.insert", "Ins", asks=True, menus=("ruler", "empty lane"))),
    verb_command("time.insert-range", "Shift+Ins", menus=("empty lane",)),
    verb_command(DELETE_TIME, "Ctrl+Del", run=_delete_time, menus=("empty lane",)),
    below_a_line(Command("clips.escape", "Close the editor, or select nothing", EDIT, ("Esc",), _escape)),
)
