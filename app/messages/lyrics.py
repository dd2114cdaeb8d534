"""Words and chords of the song.

Lives: any thread (pure).
"""

CHORDS_TOO_LONG = "There are too many chords in this bar. Spread them over several bars."


def lyrics_too_long(most: int) -> str:
    return f"Lyrics can have {most:,} characters at most. Keep the rest in a file of your own."


def not_a_key(typed: str) -> str:
    return f"'{typed}' is no key. Write one such as C, F#m or Bb."


def as_before(block: str) -> str:
    return f"{block}, as before"


def capo_at(fret: int) -> str:
    return f"Capo {fret}"
