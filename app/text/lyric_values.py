"""What the words say of the song besides words: tempo and title, where the song has others.

Lives: any thread (pure).
"""

import re

from app.messages.lyrics import file_says_tempo, file_says_title
from app.model.ranges import TEMPO_BPM
from app.model.song import Song
from app.text.chordpro import parse_lyrics
from app.text.values import format_tempo

_TEMPO = re.compile(r"\D*(\d+(?:[.,]\d+)?)\D*")


def other_tempo(song: Song) -> float | None:
    """The tempo that the words name, in bpm, if it is not the song's own and can be."""
    values = parse_lyrics(song.lyrics).values
    found = _TEMPO.fullmatch(values.get("tempo") or values.get("bpm") or "")
    tempo = None if found is None else float(found[1].replace(",", "."))
    return tempo if tempo is not None and TEMPO_BPM[0] <= tempo <= TEMPO_BPM[1] and tempo != song.tempo_bpm else None


def words_say(song: Song) -> str:
    """What the words name that the song has otherwise, in sentences; empty if nothing."""
    tempo, title = other_tempo(song), parse_lyrics(song.lyrics).values.get("title", "").strip()
    said = [] if tempo is None else [file_says_tempo(f"{format_tempo(tempo)} bpm")]
    if title and title.casefold() != song.name.casefold():
        said.append(file_says_title(title))
    return " ".join(said)
