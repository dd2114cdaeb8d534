"""What the command line says.

Lives: any thread (pure).
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from app.text.values import count, format_clock, format_size
from app.units import DAY_S
from audio_engine.formats import depths

PLAYING_SWEEP = "Playing a sweep until five measurements agree, for 20 s at most."
NO_HEADPHONE_MIX = "The song has no headphone mix."
PRINT_CANCELLED = "Cancelled. The take stays dry."
PREPARING_ENGINE = "Preparing the audio engine for this computer. This happens once and takes up to two minutes."
CANCELLED = "Cancelled. Nothing was written."
STOPPED = "Stopped at once. To see what is unfinished: worktape check."
AT_IS_A_TIME = "--at is a time in seconds from the start of the song, from 0 to 86400."
CHANGES_RESTORED = "The unsaved changes are back."
NOTHING_TO_RECOVER = "There is nothing to recover."
PRINTING = "Printing the strip onto the takes. Ctrl+C leaves them dry."
NO_INPUT_NAMED = "Name at least one input to record, such as --input 1:Vox."
STILL_RECORDING = "A recording of this song is still running. To end it and keep its takes: worktape recover."
BAD_SECONDS = "--seconds is more than 0 and at most 86400, a day."
NOTHING_RECORDED = "Nothing was recorded."
RECORDING_UNFINISHED = "The engine did not finish the recording. To get its takes back: worktape recover."
PUNCH_HAS_LENGTH = "--punch says how long to record. Leave out --seconds."
BAD_PUNCH = "--punch takes two times in seconds, the earlier one first."
NO_LENGTH = "Say how long to record: --seconds N, or --punch IN OUT."
REMOVE_ALONE = "--remove takes no tempo or meter. Leave those out."
NOTHING_TO_CHANGE = "Say what changes: --bpm, --meter or --accents; or --remove."
OLDER_CHANGES = (
    "The unsaved changes are older than the saved song and were left alone. Open the song to restore them by hand."
)
NO_VERB = "Say what to do, such as clips.split. To see every verb: worktape edit --list."
RANGES_ALONE = "--ranges takes no --from and no --to: each file begins and ends with its range."
RIPPLE_CHOICES = "--ripple is off, track or all."
NO_RANGE = "--from has to lie before --to."
NO_ANSWER = "The audio engine does not answer."
DEMO_NOT_FINISHED = "The virtual device did not finish the recording."
NO_TAKE_MADE = "The recording ended without a take."
DEMO_WITHOUT_DISPLAY = (
    "No display found. Worktape records, mixes and bounces the demo song instead of opening a window."
)


def without_sound_card(problem: str) -> str:
    return f"{problem} To go on without a sound card, add --device virtual."


def not_channels(option: str, typed: str) -> str:
    return f"{option} takes channel numbers such as 1,2, not {typed!r}."


def no_device(name: str) -> str:
    return f"There is no device {name}."


def song_is_sound(name: str, tracks: int, clips: int) -> str:
    return f"{name} is in order: {count(tracks, 'track')}, {count(clips, 'clip')}, and every file is there."


def unused_files(files: int, size_bytes: int, trash: str) -> str:
    return f"{count(files, 'file')}, {format_size(size_bytes)}. Add --move to move them to {trash}/."


def moved_files(files: int, size_bytes: int, trash: Path) -> str:
    return f"{count(files, 'file')}, {format_size(size_bytes)}, moved to {trash}."


def no_dry_take(track: str, name: str, takes: Iterable[str]) -> str:
    listed = ", ".join(takes)
    which = f"dry take {name}" if name else "dry take"
    return f"{track} has no {which}." + (f" Its dry takes: {listed}." if listed else " Record one first.")


def thawed(track: str) -> str:
    return f"{track} is thawed."


def not_a_depth(typed: str) -> str:
    return f"--depth is {depths()}, not {typed}."


def no_depth(title: str) -> str:
    return f"{title} has no depth. Leave out --depth, or use --bitrate."


def not_each(known: Iterable[str], typed: str) -> str:
    return f"--each is {' or '.join(known)}, not {typed}."


def not_in_song(option: str, seconds: float) -> str:
    return f"{option} is a time in the song, from 0 to {DAY_S:g} seconds, not {seconds:g}."


def nobody_remembers(song: str) -> str:
    return f"No window has {song} open. Open it in Worktape, which remembers the last minute you played."


def song_ready(folder: Path, rate_hz: int) -> str:
    return f"{folder} is ready, at {rate_hz} Hz."


def preset_applied(channel: str, preset: str) -> str:
    return f"{channel} starts from {preset}:"


def no_track(name: str, tracks: Iterable[str]) -> str:
    return f"There is no track {name}. The tracks: {', '.join(tracks) or 'none'}."


def no_channel(name: str, known: Iterable[str]) -> str:
    return f"There is no {name}. Tracks and buses: {', '.join(known)}."


def no_clip(name: str, there: Iterable[tuple[str, float]]) -> str:
    """`there`: name and start, in seconds, of each clip in its order."""
    listed = ", ".join(f"{n}: {clip} at {format_clock(at_s)}" for n, (clip, at_s) in enumerate(there, 1))
    return f"There is no clip {name}." + (f" The clips: {listed}." if listed else " There are no clips yet.")


def number_of_what(number: str) -> str:
    return f"Clip {number} of which track? Add --track NAME."


def not_a_position(option: str, typed: str) -> str:
    return f"{option} is a place in the song, such as 33.8, 1:02.5, bar 17 or bar 17.3, not {typed!r}."


def no_verb(typed: str, like: Sequence[str]) -> str:
    """`like`: ids that look like it."""
    meant = f"Did you mean {' or '.join(like)}?" if like else "To see every verb: worktape edit --list."
    return f"There is no verb {typed}. {meant}"


def not_a_parameter(verb: str, typed: str, known: Sequence[str]) -> str:
    valid = f"It takes {', '.join(f'{name}=VALUE' for name in known)}." if known else "It takes no values."
    return f"{verb} does not take {typed!r}. {valid}"


def no_marker(name: str, names: Sequence[str]) -> str:
    there = f"There are {', '.join(names)}." if names else "The song has no marker yet."
    return f"There is no marker {name}. {there}"


def takes_no_option(verb: str, option: str) -> str:
    return f"{verb} takes no {option}."


def any_of(groups: Iterable[Sequence[str]]) -> str:
    """`groups`: options of which one group is needed, such as `--clip or --from and --to`."""
    return " or ".join(" and ".join(group) for group in groups)


def needs_option(verb: str, groups: Iterable[Sequence[str]]) -> str:
    return f"{verb} needs {any_of(groups)}."


def one_track(verb: str) -> str:
    return f"{verb} takes one --track. Run it again for each of the others."


def edited(label: str, song: str) -> str:
    """`label`: the name of the step in the history."""
    return f"{label} in {song}."


def nothing_changed(song: str) -> str:
    return f"Nothing to change in {song}."


def unsaved_changes(name: str) -> str:
    return f"{name} has unsaved changes from a crash. Open it, or restore them with worktape recover."


def renamed(name: str, folder: Path) -> str:
    return f"{name} is in {folder}."


def recording_restored(recording: str) -> str:
    return f"A recording is back: {recording}."


def recording(length_s: float) -> str:
    return f"Recording {format_clock(length_s)}. Ctrl+C stops and keeps the take."


def not_an_input(typed: str) -> str:
    return f"--input {typed!r} is not CHANNEL or CHANNEL:TRACK, such as 1:Vox or 3+4:Piano."


def played_to(seconds: float) -> str:
    return f"Played to {format_clock(seconds)}."


def two_inputs(track: str) -> str:
    return f"Two inputs go to the track {track}. Give each its own."


def nothing_to_play(name: str) -> str:
    return f"{name} has nothing to play yet."


def lost_audio(dropouts: int) -> str:
    return f"The device lost audio {count(dropouts, 'time')}."


def unexpected_error(problem: Exception, log_file: Path | None) -> str:
    return f"Unexpected error ({type(problem).__name__}: {problem}). See {log_file or 'the log'}."


def recover_brings_back(problem: str, version: str) -> str:
    """`problem`: a sentence; `version`: such as `version of 14:03`."""
    return f"{problem} worktape recover brings back the {version}."


def earlier_version_is_back(problem: str, version: str, aside: Path) -> str:
    return f"{problem} The {version} is back. The damaged file is {aside}."


def demo_recorded(tracks: Sequence[str], length: str, over: bool) -> str:
    """`over`: what was recorded before played."""
    return f"Recorded {', '.join(tracks)}: {length}{' over the earlier tracks' if over else ''}."


def demo_mixed(tracks: int, groups: int) -> str:
    return f"Mixed {tracks} tracks in {groups} groups, with EQ, compression, a reverb, a delay and a limiter."


def demo_laid_out(sections: int, tempo_bpm: float) -> str:
    return f"Laid out {sections} sections at {tempo_bpm:g} bpm."


def what_equals_what(text: str) -> str:
    return f"{text} is not understood. Write NAME=VALUE, such as Anna=50."


def no_field(name: str, names: Sequence[str]) -> str:
    return f"A person has no {name}. There is {', '.join(names)}."


def no_role(role: str, roles: Sequence[str]) -> str:
    return f"{role} is nothing that a writer does. There is {', '.join(roles)}."


def form_told(name: str, others: Sequence[str]) -> str:
    return f"This is {name}. There is also {', '.join(others)}: worktape edit SONG forms.switch."


def no_section(name: str, names: Sequence[str]) -> str:
    there = f"There is {', '.join(dict.fromkeys(names))}." if names else "The song has no section yet."
    return f"There is no section {name}. {there}"


def file_is_there(path: Path) -> str:
    return f"{path} is there already. Choose another name, or remove it first."


def table_written(path: Path) -> str:
    return f"Written: {path}"
