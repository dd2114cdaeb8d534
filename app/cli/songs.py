"""A song in its folder: made, shown and changed.

Lives: command line, main thread.
"""

import json
from pathlib import Path

from app.cli import interrupt
from app.cli.descriptions import as_json_value, describe, describe_setting
from app.cli.opening import channel_called, save, song_for_editing
from app.cli.reporting import Reporter
from app.cli.stages import process_called
from app.devices.settings import SettingsFile
from app.devices.songs_folder import templates_folder
from app.edits.edit import Edit
from app.edits.follow_tempo import following
from app.edits.stages import choose_process
from app.messages.command_line import (
    AT_IS_A_TIME,
    preset_applied,
    renamed,
    song_ready,
)
from app.messages.files import template_saved
from app.problems import Refused
from app.song import presets, templates, user_templates
from app.song.open_song import OpenSong
from app.storage.folder import name_from_folder, song_folder
from app.storage.song_json import encode_song
from app.storage.song_store import read_song
from app.text.paths import format_value, parse_assignment, settings
from app.text.values import format_clock
from app.units import DAY_S, frames_to_seconds, seconds_to_frames


def new(path: Path, rate_hz: int, template: str, process: str | None, report: Reporter) -> None:
    """Create a song. `process`: which steps it follows; None for that of the template."""
    layout = templates.find_template(template, templates_folder(SettingsFile().settings)).lay_out()
    if process is not None:
        layout = Edit.combine("", [layout, choose_process(process_called(process).id)])
    opened = OpenSong.new(path, name_from_folder(path.expanduser().absolute()), rate_hz, "worktape new", layout)
    opened.close()
    report(song_ready(opened.folder.path, rate_hz))


def save_template(path: Path, name: str, report: Reporter) -> None:
    """Make a template of a song: everything but what was recorded, written and done in it."""
    song = read_song(song_folder(path))
    made = user_templates.save_template(song, name or song.name, templates_folder(SettingsFile().settings))
    report(template_saved(name_from_folder(made), made))


def rename(path: Path, name: str, report: Reporter) -> None:
    """The song, and its folder with it."""
    with song_for_editing(path, "worktape rename") as opened:
        opened.rename(name, opened.history.perform)
        report(renamed(opened.song.name, opened.folder.path))


def show(path: Path, as_json: bool, paths_only: bool, report: Reporter) -> None:
    """Report a song, or all its value paths."""
    song = read_song(song_folder(path))
    if as_json and paths_only:
        report(json.dumps({setting.path: as_json_value(setting.value) for setting in settings(song)}, indent=1))
    elif as_json:
        report(encode_song(song).decode().rstrip())
    elif paths_only:
        report("\n".join(describe_setting(setting) for setting in settings(song)))
    else:
        for line in describe(song):
            report(line)


def set_values(path: Path, assignments: list[str], report: Reporter) -> None:
    """All of them or none: the song is written once, after every one was understood."""
    from app.cli.tempo import stretch_followers  # what makes sound: no other command here needs it

    with song_for_editing(path, "worktape set") as opened:
        before = opened.song
        for assignment in assignments:
            opened.history.perform(following(parse_assignment(opened.song, assignment)))
        stretch_followers(opened, before)
        if opened.history.is_modified:
            save(opened, report)
    for assignment in assignments:
        report(assignment)


def apply_preset(path: Path, channel_name: str, preset_name: str, report: Reporter) -> None:
    """A starting point on a track's or bus's strip, with its reasons; the song is saved."""
    with song_for_editing(path, "worktape preset") as opened:
        channel = channel_called(opened.song, channel_name)
        preset = presets.find_preset(preset_name)
        opened.history.perform(presets.apply_preset(channel.id, preset_name))
        if opened.history.is_modified:
            save(opened, report)
    report(preset_applied(channel.name, preset.name))
    for value in preset.values:
        report(f"  {value.path}={format_value(value.value)}    {value.reason}")


def import_files(
    path: Path, files: list[Path], at_s: float | None, split: bool, by_time_stamp: bool, report: Reporter
) -> None:
    """One track for each file, named after it; a file that cannot be read means that none comes in."""
    from app.song.importing import AudioImport, ImportChoices, Place  # numba: 0.2 s that no other command here needs

    if at_s is not None and not 0.0 <= at_s <= DAY_S:
        raise Refused(AT_IS_A_TIME)
    place: Place = "given" if not by_time_stamp else "stamp" if at_s is None else "together"
    with song_for_editing(path, "worktape import") as opened:
        at_frame = seconds_to_frames(at_s or 0.0, opened.song.rate_hz)
        before = len(opened.song.tracks)
        coming = AudioImport(opened, files, at_frame, choices=ImportChoices(split, place))
        try:
            interrupt.run(coming)
            if coming.cancelled:
                raise interrupt.Interrupted
            if coming.problems:
                raise Refused(" ".join(coming.problems))
            edit = coming.edit(opened.song)
            assert edit is not None
            opened.history.perform(edit)
            save(opened, report)
        except BaseException:
            coming.discard()
            raise
        for track in opened.song.tracks[before:]:
            seconds = frames_to_seconds(track.clips[0].length_frames, opened.song.rate_hz)
            report(f"{track.name}: {format_clock(seconds)}, {track.clips[0].file}")
        for note in coming.notes:
            report(note)
