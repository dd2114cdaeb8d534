"""new, show, set, preset, import, recover: commands on the song as it lies on disk.

Lives: command line, main thread.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.cli.reporting import Reporter
from app.edits.edit import Edit
from app.edits.takes import add_takes
from app.messages.command_line import (
    AT_IS_A_TIME,
    CHANGES_RESTORED,
    NOTHING_TO_RECOVER,
    no_channel,
    no_earlier_version,
    no_track,
    older_changes,
    preset_applied,
    recording_restored,
    renamed,
    song_ready,
    unsaved_changes,
)
from app.model.channel import Channel, channels
from app.model.song import Song
from app.model.strip import StripSettings
from app.model.track import Track
from app.problems import Refused, SongDamaged, SongProblem, as_shown
from app.song import presets, templates
from app.song.finished_passes import describe as describe_pass
from app.song.open_song import OpenSong
from app.storage.folder import name_from_folder, song_folder
from app.storage.recovery import find_unclaimed_passes
from app.storage.rescue import earlier_versions, restore_version
from app.storage.song_json import encode_song
from app.storage.song_store import read_song
from app.text.paths import Setting, format_value, parse_assignment, settings
from app.text.strips import describe_pre_fader, sections_on
from app.text.tempo import describe_tempo_change, format_meter
from app.text.values import count, format_channels, format_clock, format_decibels, format_pan, format_tempo
from app.units import DAY_S, MINUS_INFINITY_DB, frames_to_seconds, seconds_to_frames


@contextmanager
def song_for_editing(path: Path, program: str) -> Iterator[OpenSong]:
    """The song under its lock; one with changes left by a crash is refused, so that they are not lost."""
    opened = OpenSong.existing(path, program)
    try:
        refuse_unsaved(opened)
        yield opened
    finally:
        opened.close(keep_autosave=True)


def refuse_unsaved(opened: OpenSong) -> None:
    """What a crash left would be lost by what is saved over it."""
    if opened.unsaved is not None:
        raise Refused(unsaved_changes(opened.folder.path.name))


def save(opened: OpenSong, report: Reporter) -> None:
    """And tells where what a crash left lies now: what is older than the saved song is no reason to refuse."""
    opened.save()
    for sentence in opened.put_aside:
        report(sentence)
    if problem := opened.new_autosave_problem():
        report(problem)


def new(path: Path, rate_hz: int, template: str, report: Reporter) -> None:
    """Create a song."""
    layout = templates.lay_out(templates.find_template(template))
    opened = OpenSong.new(path, name_from_folder(path.expanduser().absolute()), rate_hz, "worktape new", layout)
    opened.close()
    report(song_ready(opened.folder.path, rate_hz))


def rename(path: Path, name: str, report: Reporter) -> None:
    """The song, and its folder with it."""
    with song_for_editing(path, "worktape rename") as opened:
        opened.rename(name, opened.history.perform)
        report(renamed(opened.song.name, opened.folder.path))


def show(path: Path, as_json: bool, paths_only: bool, report: Reporter) -> None:
    """Report a song, or all its value paths."""
    song = read_song(song_folder(path))
    if as_json and paths_only:
        report(json.dumps({setting.path: _plain(setting.value) for setting in settings(song)}, indent=1))
    elif as_json:
        report(encode_song(song).decode().rstrip())
    elif paths_only:
        report("\n".join(_path_line(setting) for setting in settings(song)))
    else:
        for line in describe(song):
            report(line)


def set_values(path: Path, assignments: list[str], report: Reporter) -> None:
    """All of them or none: the song is written once, after every one was understood."""
    with song_for_editing(path, "worktape set") as opened:
        for assignment in assignments:
            opened.history.perform(parse_assignment(opened.song, assignment))
        if opened.history.is_modified:
            save(opened, report)
    for assignment in assignments:
        report(assignment)


def apply_preset(path: Path, channel_name: str, preset_name: str, report: Reporter) -> None:
    """A starting point on a track's or bus's strip, with its reasons; the song is saved."""
    with song_for_editing(path, "worktape preset") as opened:
        channel = _channel_called(opened.song, channel_name)
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
            coming.run()
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


def recover(path: Path, report: Reporter) -> None:
    """Puts back what a crash left: unsaved changes first, then passes read from their bytes."""
    from audio_engine.client.process import engine_pid  # numba: 0.2 s that no other command here needs

    if engine_pid(song_folder(path).path):
        end_running_pass(path, report)
        return
    opened = _existing_or_earlier(path)
    try:
        restored = opened.unsaved is not None
        if restored:
            opened.accept_autosave(lambda song: _perform(opened, Edit("Restore autosave", lambda _: song)))
        older = opened.autosaved is not None
        found, sentences = find_unclaimed_passes(opened.folder, opened.song)
        for result in found:
            opened.remember_passes({result.pass_id})
            opened.history.perform(add_takes(result, opened.folder.path))
        if restored or found:
            opened.save()
    finally:
        opened.close(keep_autosave=True)
    if restored:
        report(CHANGES_RESTORED)
    for result in found:
        report(recording_restored(describe_pass(result)))
    if older:
        where = opened.new_autosave_problem() or "Open it to put them back by hand."
        report(older_changes(where))
    sentences = opened.put_aside + sentences
    for sentence in sentences:
        report(as_shown(sentence))
    if not restored and not found and not sentences and not older:
        report(NOTHING_TO_RECOVER)


def with_remedy(damaged: SongDamaged) -> str:
    """And what brings the song back, where anything does."""
    versions = earlier_versions(song_folder(damaged.folder))
    return f"{damaged} worktape recover brings back the {versions[0].name}." if versions else str(damaged)


def _existing_or_earlier(path: Path) -> OpenSong:
    """The song; where its song.json cannot be read, the newest earlier version takes its place first."""
    program = "worktape recover"
    try:
        return OpenSong.existing(path, program)
    except SongDamaged as damaged:
        folder = song_folder(damaged.folder)
        versions = earlier_versions(folder)
        if not versions:
            raise SongProblem(no_earlier_version(str(damaged))) from None
        sentence, aside = str(damaged), restore_version(folder, versions[0])
    opened = OpenSong.existing(path, program)
    opened.put_aside.insert(0, f"{sentence} The {versions[0].name} is back; the damaged file is {aside}.")
    return opened


def end_running_pass(path: Path, report: Reporter) -> None:
    """A recording whose program died still runs in its engine: ends it and keeps its takes."""
    from app.cli.devices import wait_until
    from app.cli.sound import describe_takes
    from app.session.session import Session

    session = Session(program="worktape recover")
    session.open_song(path)
    try:
        before = session.document.song
        session.start_engine()
        if session.passes.recording is not None:
            session.transport.stop()
            wait_until(session, lambda: session.passes.recording is None, 10.0)
        session.document.inbox.restore()
        if session.document.unsaved is not None:
            session.document.accept_autosave()
        save(session.document.opened, report)
        for line in describe_takes(before, session.document.song) or [NOTHING_TO_RECOVER]:
            report(line)
    finally:
        session.close(keep_autosave=True)


def describe(song: Song) -> Iterator[str]:
    """The song in a few lines for people."""
    length = format_clock(frames_to_seconds(song.length_frames, song.rate_hz))
    yield f"{song.name}: {length}, {song.rate_hz} Hz, {format_tempo(song.tempo_bpm)} bpm, {format_meter(song.meter)}"
    for change in song.tempo_changes:
        yield f"  {describe_tempo_change(change)}"
    if song.sections:
        yield "sections: " + ", ".join(
            f"{section.name} {format_clock(frames_to_seconds(section.start_frame, song.rate_hz))}"
            for section in song.sections
        )
    names = {bus.id: bus.name for bus in song.buses}
    for track in song.tracks:
        strip = track.strip
        parts = [
            "stereo" if track.channels == 2 else "mono",
            format_decibels(strip.fader_db),
            f"pan {format_pan(strip.pan)}",
            count(len(track.clips), "clip"),
            count(len(track.takes), "take"),
        ]
        parts += [f"input {format_channels(track.inputs)}"] if track.inputs else []
        parts += [word for word, on in (("armed", track.armed), ("frozen", track.frozen is not None)) if on]
        parts += [f"prints {describe_pre_fader(track.printed_strip)}"] if track.printed_strip is not None else []
        parts += _describe_strip(strip)
        parts += [f"into {names[track.output]}"] if track.output is not None else []
        yield f"  {track.name}: {', '.join(parts)}"
    for bus in song.buses:
        parts = [format_decibels(bus.strip.fader_db), *_describe_strip(bus.strip)]
        parts += ["limiter"] if bus.kind == "master" and bus.limiter.on else []
        parts += [f"into {names[bus.output]}"] if bus.output is not None else []
        yield f"  {bus.name} ({bus.kind}): {', '.join(parts)}"
    for vca in song.vcas:
        yield f"  {vca.name} (VCA): {format_decibels(vca.fader_db)}"
    for version in song.mix_versions:
        loudness = "not measured" if version.loudness_lufs is None else format_decibels(version.loudness_lufs, "LUFS")
        yield f"  mix version {version.name}: {loudness}"


def _path_line(setting: Setting) -> str:
    default = f", begins as {format_value(setting.default)}" if setting.default != "" else ""
    return f"{setting.path}={format_value(setting.value)}    ({setting.valid}{default})"


def _describe_strip(strip: StripSettings) -> list[str]:
    """The sections that are on, and mute and solo."""
    return sections_on(strip) + [word for word, on in (("mute", strip.mute), ("solo", strip.solo)) if on]


def track_called(song: Song, name: str) -> Track:
    """The track with this name, in any case; Refused lists those that there are."""
    requested = name.strip().casefold()
    for track in song.tracks:
        if track.name.casefold() == requested:
            return track
    raise Refused(no_track(name, [track.name for track in song.tracks]))


def _channel_called(song: Song, name: str) -> Channel:
    requested = name.strip().casefold()
    for channel in channels(song):
        if channel.name.casefold() == requested:
            return channel
    raise Refused(no_channel(name, [channel.name for channel in channels(song)]))


def _perform(opened: OpenSong, edit: Edit) -> None:
    opened.history.perform(edit)


def _plain(value: Any) -> Any:
    """JSON knows no infinities: -inf is written as the song file writes it."""
    if isinstance(value, tuple):
        return list(value)
    return "-inf" if value == MINUS_INFINITY_DB else value
