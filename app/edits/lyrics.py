"""The words of the song with their chords, and chords of bars that are entered by hand.

Lives: any thread (pure).
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.edits.edit import Edit, clamp
from app.messages import steps
from app.messages.lyrics import CHORDS_TOO_LONG, lyrics_too_long
from app.model.ids import SectionId
from app.model.lyrics import Encoding, Lyrics, SectionChords
from app.model.ranges import CAPO, LONGEST_CHORDS, LONGEST_LYRICS
from app.model.song import Song
from app.problems import EditRefused, encodable


def change_lyrics(label: str, change: Callable[[Lyrics], Lyrics]) -> Edit:
    """An edit of the words.

    Args:
        label: What Undo says.
        change: Makes the new words of the old ones; it may raise EditRefused.
    """

    def apply(song: Song) -> Song:
        new = change(song.lyrics)
        if len(new.text) > LONGEST_LYRICS:
            raise EditRefused(lyrics_too_long(LONGEST_LYRICS))
        return song if new == song.lyrics else replace(song, lyrics=new)

    return Edit(label, apply)


def set_lyrics(text: str, encoding: Encoding | None = None, label: str = steps.EDIT_LYRICS) -> Edit:
    """Replace the text character for character; its file keeps its encoding unless another is given."""
    readable = encodable(text)
    return change_lyrics(label, lambda old: replace(old, text=readable, encoding=encoding or old.encoding))


def set_capo(fret: int) -> Edit:
    """Set the fret of the capo; 0 for none."""
    return change_lyrics(steps.SET_CAPO, lambda old: replace(old, capo=int(clamp(fret, *CAPO))))


def set_section_chords(section: SectionId | None, bars: Sequence[str]) -> Edit:
    """Enter the chords of each bar of a section by hand; without any, it has those of the text again.

    Args:
        section: The section; None for the song where no section has chords of its own.
        bars: The chords of each bar, such as "Am F"; empty for a bar in which the chord goes on.
    """
    cleaned = [" ".join(encodable(bar).split()) for bar in bars]
    while cleaned and not cleaned[-1]:
        cleaned.pop()
    entered = (SectionChords(section, tuple(cleaned)),) if cleaned else ()

    def change(old: Lyrics) -> Lyrics:
        if any(len(bar) > LONGEST_CHORDS for bar in cleaned):
            raise EditRefused(CHORDS_TOO_LONG)
        others = tuple(chords for chords in old.chords if chords.section != section)
        return replace(old, chords=others + entered)

    return change_lyrics(steps.ENTER_CHORDS, change)
