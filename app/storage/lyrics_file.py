"""The words of a song as a file of their own beside it, which other programs read and change too.

`song.json` is what counts: it holds the words as they were when both files were written. What the file holds otherwise
was written by another program.

Lives: window or command line, main thread.
"""

import os
from pathlib import Path

from app.messages.files import cannot_read
from app.messages.lyrics import cannot_write_words, no_words, words_kept_aside, words_too_large
from app.model.lyrics import Encoding, Lyrics
from app.model.ranges import LONGEST_LYRICS
from app.model.song import Song
from app.problems import SongProblem
from app.storage.folder import SongFolder
from app.storage.whole_file import write_whole
from app.text.encodings import decode_words, encode_words, is_text

MOST_BYTES = 4 * LONGEST_LYRICS + 4  # of what may be words, in any encoding


def read_words(file: Path) -> tuple[str, Encoding]:
    """The words of any file, and their encoding. Raises SongProblem if it cannot be read or is no file of words."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise SongProblem(words_too_large(str(file), LONGEST_LYRICS))
        return words_in(file.read_bytes(), str(file))
    except OSError as error:
        raise SongProblem(cannot_read(file, error)) from None


def words_in(data: bytes, name: str) -> tuple[str, Encoding]:
    """Words and their encoding of the bytes of something with a name. Raises SongProblem if it is no text."""
    if not is_text(data):
        raise SongProblem(no_words(name))
    return decode_words(data)


class LyricsFile:
    """`NAME.cho` of one open song.

    Attributes:
        folder: Where it lies.
        problems: Sentences: what could not be written, and where words of another program lie now.
    """

    def __init__(self, folder: SongFolder, saved: Song) -> None:
        """Take the song as it is saved; nothing is read or written."""
        self.folder = folder
        self.problems: list[str] = []
        self._path = folder.lyrics_file(saved.name)
        self._known = _bytes_of(saved.lyrics)  # what file and song agreed on last
        self._seen: tuple[int, int] | None = None  # time and size of the file when it was last read
        self._settling: tuple[int, int] | None = None  # and when it was last looked at

    @property
    def path(self) -> Path:
        """Where it is, or will be."""
        return self.folder.path / self._path.name

    def is_known(self, lyrics: Lyrics) -> bool:
        """True if these are the words that file and song agreed on last."""
        return _bytes_of(lyrics) == self._known

    def changed_outside(self, *, at_once: bool = False) -> bytes | None:
        """What another program has written since the last look; None if nothing. Cheap while the file stays as it is.

        Args:
            at_once: Also what was written just now; else it has to lie there unchanged from one look to the next, since
                it may be half written.
        """
        try:
            state = self.path.stat()
            seen = (state.st_mtime_ns, state.st_size)
            if seen == self._seen:
                return None
            if seen != self._settling and not at_once:
                self._settling = seen
                return None
            self._seen = seen
            data = self.path.read_bytes() if state.st_size <= MOST_BYTES else None
        except OSError:  # none there, or not now
            return None
        return None if data == self._known else data

    def agree_on(self, data: bytes) -> None:
        """Take what is in the file for known."""
        self._known = data

    def keep_aside(self, data: bytes) -> Path:
        """Keep the words of another program in a file of their own. Raises OSError."""
        aside = _free_place(self.path)
        write_whole(aside, data)
        return aside

    def write(self, song: Song) -> None:
        """Write the words of a song that is about to be saved. What fails is a sentence in `problems`.

        Words of another program that nobody has looked at stay if those of the song are unchanged, and are kept aside
        otherwise. A song that was renamed takes its file along.
        """
        data, before = _bytes_of(song.lyrics), self.path
        target = self.folder.lyrics_file(song.name)
        try:
            there = _read(before)
            moves = target != before and not (target.exists() and before.exists() and target.samefile(before))
            if moves and target.exists():  # a file of somebody else's
                os.replace(target, _free_place(target))
            if there is not None and there != self._known:
                if data == self._known:
                    os.replace(before, target)
                    self._path = target
                    return
                self.problems.append(words_kept_aside(before.name, self.keep_aside(there).name))
            if (data or there is not None) and (data != there or target != before):
                write_whole(target, data)
                if moves and there is not None:
                    os.unlink(before)
            self._path, self._known = target, data
        except OSError as error:
            self.problems.append(cannot_write_words(target.name, error))


def _free_place(path: Path) -> Path:
    """A name beside a file for other words."""
    number = 1
    while (aside := path.with_name(f"{path.stem} (other words {number}).cho")).exists():
        number += 1
    return aside


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _bytes_of(lyrics: Lyrics) -> bytes:
    return encode_words(lyrics.text, lyrics.encoding)
