"""The words of a song and its chords: shown, set, transposed, printed.

Lives: command line, main thread.
"""

import contextlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.cli.opening import save, song_for_editing
from app.cli.reporting import Reporter
from app.edits.edit import Edit
from app.edits.lyrics import set_capo, set_lyrics
from app.messages import steps
from app.messages.command_line import file_is_there, table_written
from app.messages.lyrics import (
    HAS_CHORDS_OVER_WORDS,
    NO_WORDS_YET,
    capo_at,
    capo_read,
    key_is,
    words_not_in_song,
    words_read,
    words_too_large,
)
from app.model.lyrics import Encoding
from app.model.ranges import LONGEST_LYRICS
from app.model.song import Song
from app.problems import Refused, SongLocked, SongProblem, SongUnwritable
from app.song.open_song import OpenSong
from app.stages.recording import receipt
from app.storage.folder import refuse_recordings, song_folder
from app.storage.lyrics_file import MOST_BYTES, LyricsFile, read_words, words_in
from app.storage.song_store import read_song
from app.storage.whole_file import write_whole
from app.text.chords_over_words import chords_into_words, has_chords_over_words
from app.text.encodings import decode_words
from app.text.lyric_sections import add_missing_sections, mismatch, missing_sections
from app.text.lyric_values import words_say
from app.text.sheet import ChordView, sheet_of
from app.text.sheet_text import sheet_text
from app.text.transposing import key_of, read_lyrics, set_key, transpose


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is done to the words, in this order; None and False for nothing."""

    file: str | None = None
    into_words: bool = False
    key: str | None = None
    semitones: int | None = None
    capo: int | None = None
    make_sections: bool = False


def lyrics(path: Path, wanted: Wanted, pdf: Path | None, shows: bool, numbers: bool, report: Reporter) -> None:
    """Change the words, then print or show them; shown where nothing else is asked for."""
    song = _changed(path, wanted, report)
    view = ChordView(song.lyrics.capo, numbers)
    if pdf is not None:
        _print(path, song, view, pdf, report)
    if shows or (pdf is None and wanted == Wanted()):
        _show(song, view, report)


def _changed(path: Path, wanted: Wanted, report: Reporter) -> Song:
    if wanted == Wanted():
        return _up_to_date(path, report)
    with song_for_editing(path, "worktape write") as opened:
        _read_outside(opened, report)
        before = opened.song.lyrics.capo
        for make in _edits(wanted):
            opened.history.perform(make(opened.song))
        if wanted.capo is None:
            _tell_capo(before, opened.song, report)
        if opened.history.is_modified:
            save(opened, report)
        if wanted.file is not None and has_chords_over_words(opened.song.lyrics.text):
            report(HAS_CHORDS_OVER_WORDS)
        if wanted.file is not None and (said := words_say(opened.song)):
            report(said)
        if sentence := mismatch(opened.song):
            report(sentence)
        return opened.song


def _up_to_date(path: Path, report: Reporter) -> Song:
    """The song with what another program wrote beside it; it is kept where the song can be saved."""
    folder = song_folder(path)
    song = read_song(folder)
    file = LyricsFile(folder, song)
    data = file.changed_outside(at_once=True)
    if data is None:
        return song
    try:
        with song_for_editing(path, "worktape write") as opened:
            _read_outside(opened, report)
            save(opened, report)
            return opened.song
    except (SongLocked, SongUnwritable, Refused):
        report(words_not_in_song(file.path.name))
        return read_lyrics(*decode_words(data)).apply(song)


def _read_outside(opened: OpenSong, report: Reporter) -> None:
    """Words that another program wrote beside the song come first."""
    data = opened.lyrics_file.changed_outside(at_once=True)
    if data is not None:
        before = opened.song.lyrics.capo
        opened.history.perform(read_lyrics(*decode_words(data), label=steps.READ_LYRICS))
        opened.lyrics_file.agree_on(data)
        report(words_read(opened.lyrics_file.path.name))
        _tell_capo(before, opened.song, report)


def _tell_capo(before: int, song: Song, report: Reporter) -> None:
    if song.lyrics.capo and not before:
        report(capo_read(song.lyrics.capo))


def _edits(wanted: Wanted) -> list[Callable[[Song], Edit]]:
    made: list[Callable[[Song], Edit]] = []
    if (file := wanted.file) is not None:
        words = _words_of(file)
        made.append(lambda _song: read_lyrics(*words))
    if wanted.into_words:
        made.append(lambda song: set_lyrics(chords_into_words(song.lyrics.text), label=steps.CONVERT_LYRICS))
    if (key := wanted.key) is not None:
        made.append(lambda _song: set_key("" if key.strip().casefold() == "auto" else key))
    if (semitones := wanted.semitones) is not None:
        made.append(lambda _song: transpose(semitones))
    if (capo := wanted.capo) is not None:
        made.append(lambda _song: set_capo(capo))
    if wanted.make_sections:
        made.append(lambda song: add_missing_sections(song) if missing_sections(song) else Edit("", lambda same: same))
    return made


def _words_of(file: str) -> tuple[str, Encoding]:
    if file != "-":
        return read_words(Path(file).expanduser())
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Refused(words_too_large("What comes in", LONGEST_LYRICS))
    return words_in(data, "What comes in")


def _print(path: Path, song: Song, view: ChordView, pdf: Path, report: Reporter) -> None:
    target = pdf.expanduser()
    if target.exists():
        raise Refused(file_is_there(target))
    refuse_recordings(target)
    from app.main import chart_of

    write_whole(target, chart_of(song, view))
    report(table_written(target))
    with contextlib.suppress(SongProblem), song_for_editing(path, "worktape write") as opened:  # unless a window has it
        opened.history.perform(receipt(opened.song, "write.chart", datetime.now(UTC)))
        save(opened, report)


def _show(song: Song, view: ChordView, report: Reporter) -> None:
    key = key_of(song.lyrics)
    facts = ["" if key is None else key_is(key.title), capo_at(view.capo) if view.capo and not view.numbers else ""]
    if head := ", ".join(fact for fact in facts if fact):
        report(head)
        report("")
    lines = list(sheet_text(sheet_of(song.lyrics, view)))
    for line in lines or [NO_WORDS_YET]:
        report(line)
