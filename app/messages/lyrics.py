"""Words and chords of the song.

Lives: any thread (pure).
"""

from collections.abc import Sequence

from app.text.values import count

HAS_CHORDS_OVER_WORDS = "The chords stand over the words here. Use --into-words to put them into the words."
NO_WORDS_TO_SING = "There are no words yet. Write them under Lyrics and chords."
NO_WORDS_YET = "There are no words yet."
NO_WORDS_TO_PRINT = "There are no words to print yet. Write them on the Write page."
ABOUT_WORDS = "Words and chords of the song: written here, pasted, or read from a ChordPro file."
PASTED_OVER_WORDS = "The chords stood over the words and were put into them. Undo leaves them as they were pasted."
NO_CHORDS_TO_MOVE = "There are no chords to transpose yet."
CHORDS_OF_WORDS = "The section has the chords of the words already."
CHORDS_HELP = "Chords of the words, or entered by hand. Double-click to enter those of a bar."
CHORDS_TOO_LONG = "There are too many chords in this bar. Spread them over several bars."


def lyrics_too_long(most: int) -> str:
    return f"Lyrics can have {most:,} characters at most. Keep the rest in a file of your own."


def not_a_key(typed: str) -> str:
    return f"'{typed}' is no key. Write one such as C, F#m or Bb."


def as_before(block: str) -> str:
    return f"{block}, as before"


def capo_at(fret: int, shapes: str = "") -> str:
    """`shapes`: the key that the hand plays, in short; empty where the chords are not written so."""
    return f"Capo {fret}: play {shapes} shapes" if shapes else f"Capo {fret}"


def capo_read(fret: int) -> str:
    return (
        f"The words say capo {fret}: the song has it now, and shows what a hand plays above it. --capo 0 takes it off."
    )


def words_not_in_song(file: str) -> str:
    return f"Another program changed the words in {file}: these are they. The song takes them when it is next saved."


def words_read(file: str) -> str:
    return f"Another program changed the words in {file}: they are in the song now. Undo brings the earlier ones back."


def both_changed(file: str, aside: str) -> str:
    return f"Another program changed {file} while you changed the words here. Yours stay in the song; the others are in {aside}."


def words_kept_aside(file: str, aside: str) -> str:
    return f"Another program had changed {file}. Its words are in {aside} now, and those of the song in {file}."


def cannot_read_words(file: str, reason: str) -> str:
    """`reason`: a sentence."""
    return f"The words that another program wrote into {file} do not come into the song. {reason}"


def cannot_write_words(file: str, error: OSError) -> str:
    return f"The words are saved in the song, but {file} cannot be written: {error.strerror or error}."


def no_section_called(names: Sequence[str], *, some: bool) -> str:
    """`some`: the song has sections, but not these."""
    if not some:
        return "The song has no sections yet. The words can make them."
    return f"The song has no {_listed(names)}, which the words have."


def no_words_for(names: Sequence[str]) -> str:
    return f"There are no words for {_listed(names)} yet."


def _listed(names: Sequence[str]) -> str:
    """`Verse 1, Chorus and Bridge`; no more than four of them."""
    shown = [*names[:3], "more"] if len(names) > 4 else list(names)
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def key_is(key: str) -> str:
    return f"Key: {key}"


def words_too_large(file: str, most: int) -> str:
    return f"{file} is too large for the words of a song, which can have {most:,} characters."


def no_words(name: str) -> str:
    return f"{name} is no text. Choose a file of words and chords, such as one that ends in .cho or .txt."


def file_says_tempo(tempo: str) -> str:
    """`tempo`: such as `90 bpm`."""
    return f"The file says {tempo}."


def file_says_title(title: str) -> str:
    return f"The file calls the song {title}."


def key_found(key: str) -> str:
    return f"{key} (found)"


def transposed_by(semitones: int) -> str:
    """`semitones`: -6 to 6, not 0."""
    where = "higher" if semitones > 0 else "lower"
    return f"{count(abs(semitones), 'semitone')} {where} than they were written."
