"""Songs on disk: folders, files, copies, imports, presets and templates.

Lives: any thread (pure).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from app.text.values import count, format_size

MOST_LISTED = 4

SONG_NEEDS_NAME = "The song needs a name: name its folder."
NOTHING_TO_IMPORT = "There is nothing to import: choose a file, or a folder with files."
PUT_BACK = "Put the right files in their place, or import them again."
MISSING_SILENT = "The song is silent where it uses them. Look for them in a copy of the song or in another folder."
NOTHING_RECORDED = "This song has no recordings yet."
NOTHING_TO_REVERT = "The song is as it was saved: there is nothing to revert."
ABOUT_REVERTING = "Everything changed since then goes back, as one step: Undo brings it all back. Recorded files stay."
CHANGED_WHILE_COPIED = "You changed the song while it was copied, so it stays open. The copy has it as it was before."
TEMPLATE_HELP = (
    "New songs can begin with its tracks, buses, form and parts, without what was recorded and written in it."
)
NO_RECENT_SONGS = "No songs yet. Name your first one and press Enter."
ALL_FOUND = "Everything that was missing is in the song again."
NO_MATCHING_FILE = "That folder has none of the missing files. Try another one."
HISTORY_DAMAGED = "The undo history of earlier sessions is damaged."
JOINING_RECORDING = "This song is still being recorded. Worktape is joining its recording."
NAME_SONG_FIRST = "Give the song a name first."


def reason(error: Exception) -> str:
    """What the system says of an error."""
    return str(getattr(error, "strerror", None) or error)


def link_without_target(folder: Path, target: str) -> str:
    return f"{folder} points to {target}, which is missing. Connect that drive and try again."


def already_exists(path: Path) -> str:
    return f"{path} already exists. Choose another name."


def cannot_create(path: Path, error: Exception) -> str:
    return f"Worktape cannot create {path}: {reason(error)}."


def cannot_rename(path: Path, error: Exception) -> str:
    return f"Worktape cannot rename {path}: {reason(error)}."


def unreadable_name(name: str) -> str:
    return f"{name} contains characters that Worktape cannot read (shown as ?). Rename that folder first."


def copy_differs(name: str) -> str:
    return f"The copy of {name} differs from the original. Choose another disk."


def copy_cancelled(name: str) -> str:
    return f"The copy was stopped: {name} was not made."


def holds_recordings(folder: Path) -> str:
    return f"{folder.parent.name}/{folder.name}/ holds recordings of a song. Choose another folder."


def inside_song(path: Path) -> str:
    return f"{path} is inside the song's own folder. Choose a place outside it."


def no_folder(path: Path) -> str:
    return f"There is no folder {path}. Create it first, or choose another place."


def too_little_room(folder: Path, free_bytes: int, needed_bytes: int) -> str:
    return f"{folder} has {format_size(free_bytes)} left, but the song needs {format_size(needed_bytes)}. Choose another disk."


def cannot_copy(path: Path, reason: str) -> str:
    return f"Worktape cannot create the copy {path}: {reason}. Choose another place."


def no_song(path: Path) -> str:
    return f"There is no song at {path}."


def file_not_song(path: Path) -> str:
    return f"{path} is a file, not the folder of a song."


def folder_not_song(path: Path) -> str:
    return f"{path} is not a song: it has no song.json."


def cannot_delete(path: Path, error: Exception) -> str:
    return f"Worktape cannot delete {path}: {reason(error)}."


def too_large(path: Path) -> str:
    return f"{path} is damaged: it is larger than any song can be."


def cannot_read(path: Path, error: Exception) -> str:
    return f"Worktape cannot read {path}: {reason(error)}."


def cannot_save(path: Path, error: Exception, advice: str) -> str:
    return f"Worktape cannot write {path}: {reason(error)}; {advice}, or save a copy elsewhere."


def song_damaged(name: str, fault: str) -> str:
    return f"{name} is damaged: {fault}."


def not_worktape(name: str) -> str:
    return f"{name} is not a Worktape song: its field program does not say worktape."


def no_version(name: str) -> str:
    return f"{name} is damaged: its field schema_version is not a positive whole number."


def song_too_new(name: str, version: int, newest: int) -> str:
    return (
        f"{name} comes from a newer Worktape: its schema_version is {version}, and this Worktape reads up to {newest}. "
        "Update Worktape to open it."
    )


def cannot_open(name: str, problem: str, others: str) -> str:
    return f"Worktape cannot open {name}: {problem}{others}."


def value_not_storable(key: str, value: float) -> str:
    return f"Worktape cannot save the song: its {key} is {value}."


def song_open_elsewhere(name: str, program: str) -> str:
    return f"{name} is open in {program}."


def cannot_lock(path: Path, error: Exception) -> str:
    return f"Worktape cannot lock {path}: {reason(error)}."


def cannot_move_to_trash(path: Path, error: OSError, advice: str) -> str:
    return f"Worktape cannot move {path} to the trash: {reason(error)}; {advice}."


def pass_unreadable(name: str, folder: Path) -> str:
    return f"Worktape cannot read the recording {name} and does not know its takes. Move it out of {folder} first."


def cannot_copy_into_song(path: Path, error: OSError) -> str:
    return f"Worktape cannot copy {path} into the song: {reason(error)}."


def cannot_write(path: Path, error: Exception) -> str:
    return f"Worktape cannot write {path}: {reason(error)}."


def song_read_only(name: str) -> str:
    return f"{name} is open for reading only. Save a copy to change it."


def no_time_stamp(name: str) -> str:
    return f"{name} has no time stamp. It starts at the place that you chose."


def no_preset(name: str, known: Iterable[str]) -> str:
    return f"There is no preset {name}. Choose one of {', '.join(known)}."


def preset_for_others(preset: str, meant: str, channel: str) -> str:
    return f"The preset {preset} is for {meant}, not for {channel}."


def no_template(name: str, known: Iterable[str]) -> str:
    return f"There is no template {name}. Choose one of {', '.join(known)}."


def own_template(folder: Path) -> str:
    return f"A template of your own, in {folder}."


def template_saved(name: str, place: Path) -> str:
    return f"The template {name} is saved as {place}. New songs can begin with it."


def unsaved_changes(older: bool) -> str:
    return "This song has unsaved changes." + (" They are older than the saved song." if older else "")


def missing_files(files: Sequence[str]) -> str:
    """`files`: `audio/Vox-1.wav of Vox`."""
    return f"Missing files: {_some(files)}. The song is silent there."


def damaged_files(faults: Sequence[str]) -> str:
    """`faults`: `audio/Vox-1.wav is shorter than it was`."""
    return f"{_some(faults, '; ')}. {PUT_BACK}"


def copied_whole(copy: Path, song: str) -> str:
    return f"{copy} is a complete copy of {song}, read back and compared."


def copied_incomplete(copy: Path, faults: Sequence[str]) -> str:
    return f"{copy} is a copy of an incomplete song: {_some(faults, '; ')}."


def recordings_damaged(number: int, damaged: int) -> str:
    return f"{damaged} of {count(number, 'file')} {'differs' if damaged == 1 else 'differ'} from what was recorded."


def recordings_sound(number: int, with_gaps: int) -> str:
    """`with_gaps`: how many of them lack what the device lost."""
    if with_gaps:
        return (
            f"{count(number, 'file')} checked: no file changed since. "
            f"In {with_gaps} of them the device lost audio while it was recorded."
        )
    return f"{count(number, 'file')} checked: {'it is' if number == 1 else 'each is'} as it was recorded."


def uses_every_file(song: str) -> str:
    return f"{song} uses every file in its folder."


def unused_files(number: int, size_bytes: int) -> str:
    them = "it" if number == 1 else "them"
    return f"{count(number, 'file')}, {format_size(size_bytes)}. Neither the song nor an undo step needs {them}."


def moved_to_trash(number: int, folder: Path) -> str:
    return f"{count(number, 'file')} moved to {folder}. Nothing was deleted."


def files_found(number: int) -> str:
    return f"{count(number, 'file')} copied into the song."


def search_result(file: str, track: str, outcome: str, source: Path | None) -> str:
    """One line about a missing file; `outcome` as in `MediaSearch`."""
    said = {
        "found": f"found at {source}",
        "renamed": f"found as {source}",
        "different": f"not found; {source} has its name but is another recording",
        "not found": "not found",
    }
    return f"{file} of {track}: {said[outcome]}"


def looking_in(place: str) -> str:
    return f"Looking at {place}"


def saved_at(saved: datetime | None) -> str:
    return "not saved" if saved is None else f"{saved:%d %b %Y, %H:%M}"


def revert_to(saved: datetime | None) -> str:
    return (
        f"Go back to the song as it was saved on {saved_at(saved)}?"
        if saved
        else "Go back to the song as it was saved?"
    )


def no_earlier_version(damaged: str) -> str:
    """`damaged`: a sentence."""
    return f"{damaged} Its folder has no earlier version."


def open_in_process(song: str, program: str, process: int) -> str:
    return f"{song} is open in {program} (process {process}). Nothing was changed."


def song_place(folder: Path) -> str:
    return f"Songs are kept in {folder}."


def opened_to_read(problem: str) -> str:
    """`problem`: a sentence."""
    return f"{problem} It is open for reading only. Save a copy elsewhere to change it."


def damaged_and_moved(damaged: str, aside: Path | None) -> str:
    """`damaged`: a sentence; `aside`: where the file is now, None where it stays."""
    return f"{damaged} It is in {aside} now." if aside else damaged


def earlier_changes_kept(place: Path) -> str:
    return f"Worktape kept the unsaved changes of an earlier session in {place}."


def not_audio(folder: str, names: Sequence[str]) -> str:
    files = "One file" if len(names) == 1 else f"{len(names)} files"
    return f"{files} in {folder} {'is' if len(names) == 1 else 'are'} not audio: {_some(names)}."


def project_of(name: str, program: str) -> str:
    return (
        f"{name} is a project of {program}, which Worktape cannot read. Export its tracks as WAV files and drop those."
    )


def notes_without_sound(name: str) -> str:
    return f"{name} holds notes and no sound. Export it as a WAV file in the program that plays it, and drop that."


def archive(name: str) -> str:
    return f"{name} is an archive. Unpack it and drop what is inside."


def copy_protected(name: str) -> str:
    return f"{name} is copy-protected, and only the shop's own player can read it."


def songs_between_files(names: Sequence[str]) -> str:
    """Songs were dropped together with other things."""
    return f"{_some(names)} {'is a song' if len(names) == 1 else 'are songs'}. Drop one alone to open it."


def and_more(sentences: Sequence[str]) -> str:
    """Several sentences about one import as one, however many there are."""
    more = len(sentences) - MOST_LISTED
    rest = [f"{count(more, 'other file')} likewise: the log names each."] if more > 0 else []
    return " ".join([*sentences[:MOST_LISTED], *rest])


def _some(names: Sequence[str], separator: str = ", ") -> str:
    more = f" and {len(names) - MOST_LISTED} more" if len(names) > MOST_LISTED else ""
    return separator.join(names[:MOST_LISTED]) + more


def pass_not_read(journal: str, problem: Exception) -> str:
    return f"Worktape cannot read the recording {journal}: {str(problem).rstrip('.')}."


def pass_not_restored(journal: str, fault: str) -> str:
    return f"Worktape cannot restore the recording {journal}: {fault}. Its files stay in audio/."


def recordings_missing(files: Iterable[str]) -> str:
    return f"A recording was cut short, and its files are missing from audio/: {', '.join(files)}."


def document_written(file: str) -> str:
    return f"{file} is written."


def document_not_written(file: str, reason: str) -> str:
    """`reason`: a sentence."""
    return f"{file} cannot be written. {reason} Choose another name or place."
