"""Transposing the chords of a text, so that there and back gives the same text character for character.

Lives: any thread (pure).
"""

from collections.abc import Callable
from dataclasses import replace
from difflib import SequenceMatcher
from functools import lru_cache

from app.edits.edit import Edit
from app.edits.lyrics import change_lyrics
from app.messages import steps
from app.messages.lyrics import not_a_key
from app.model.lyrics import Encoding, Lyrics, LyricsOrigin, SectionChords
from app.model.ranges import CAPO
from app.problems import EditRefused, encodable
from app.text.chordpro import BYTE_ORDER_MARK, ChordPro, Line, parse, parse_lyrics
from app.text.chords import Chord, Notation, changed_chords, chords_in, format_chord
from app.text.keys import Key, find_key, moved_chord, moved_key, parse_key, usual_key


@lru_cache(maxsize=8)
def key_of(lyrics: Lyrics) -> Key | None:
    """The key: as chosen, as the text says it, or as found from the chords of text and bars; None without any."""
    bars = (chord for chords in lyrics.chords for bar in chords.bars for chord in chords_in(bar) or ())
    return parse_key(lyrics.key) or _key_of_text(parse_lyrics(lyrics)) or find_key(list(bars))


def _key_of_text(parsed: ChordPro) -> Key | None:
    return parse_key(parsed.values.get("key", "")) or find_key(parsed.chords)


def read_lyrics(text: str, encoding: Encoding, label: str = steps.EDIT_LYRICS) -> Edit:
    """Replace the text by that of a file. Its `{capo}` becomes the song's where the song has none."""

    def change(old: Lyrics) -> Lyrics:
        readable = encodable(text)
        return replace(old, text=readable, encoding=encoding, capo=old.capo or _capo_said(readable))

    return change_lyrics(label, change)


def _capo_said(text: str) -> int:
    said = parse(text).values.get("capo", "").strip()
    fret = int(said) if said.isdecimal() and len(said) < 3 else 0
    return fret if fret <= CAPO[1] else 0


def transpose(semitones: int) -> Edit:
    """Move all chords by semitones, upwards if positive; the key goes along."""
    return change_lyrics(steps.TRANSPOSE_LYRICS, lambda old: transposed(old, semitones))


def set_key(name: str) -> Edit:
    """Choose the key, such as `F#m`; empty to have it found from the chords."""

    def change(old: Lyrics) -> Lyrics:
        key = parse_key(name)
        if name.strip() and key is None:
            raise EditRefused(not_a_key(name))
        return replace(old, key="" if key is None else key.name)

    return change_lyrics(steps.SET_KEY, change)


def transposed(lyrics: Lyrics, semitones: int) -> Lyrics:
    """The words with their chords moved.

    The text as it was before is kept beside it: lines that nobody changed since are made from it, so that names such as
    `A#` and `Bb` come back as they were written.
    """
    if semitones % 12 == 0:
        return lyrics
    origin = lyrics.origin or LyricsOrigin(lyrics.text, lyrics.key, lyrics.chords)
    change = _Change(origin, (origin.semitones + semitones) % 12)
    base = LyricsOrigin(
        change.text_before(lyrics.text),
        change.key_before(lyrics.key),
        tuple(change.bars_before(chords) for chords in lyrics.chords),
        change.total,
    )
    if change.total == 0:
        return replace(lyrics, text=base.text, key=base.key, chords=base.chords, origin=None)
    chosen = parse_key(base.key)
    return replace(
        lyrics,
        text=moved_text(base.text, change.key, change.total, change.notation),
        key="" if chosen is None else moved_key(chosen, change.total).name,
        chords=tuple(change.bars_moved(chords, 0, change.total) for chords in base.chords),
        origin=base,
    )


class _Change:
    """From words that are `origin.semitones` above their origin to the same at `total` semitones above it."""

    def __init__(self, origin: LyricsOrigin, total: int) -> None:
        self.origin, self.total = origin, total
        parsed = parse(origin.text)
        self.notation = parsed.notation
        bars = [chord for chords in origin.chords for bar in chords.bars for chord in chords_in(bar) or ()]
        self.key = parse_key(origin.key) or _key_of_text(parsed) or find_key(bars) or usual_key(0, minor=False)

    def text_before(self, now: str) -> str:
        """The text without transposing, with what was changed in it since: only changed lines are moved back."""
        semitones = self.origin.semitones
        if semitones == 0:
            return now
        here = moved_key(self.key, semitones)
        before = _raw_lines(self.origin.text)
        shown = _raw_lines(moved_text(self.origin.text, self.key, semitones, self.notation))
        there, made = _raw_lines(now), []
        for what, a, b, c, d in SequenceMatcher(None, shown, there, autojunk=False).get_opcodes():
            made += (
                before[a:b]
                if what == "equal"
                else [moved_text(line, here, -semitones, self.notation) for line in there[c:d]]
            )
        return "".join(made)

    def key_before(self, now: str) -> str:
        """The chosen key as it is without transposing; another one may have been chosen since."""
        before, chosen = parse_key(self.origin.key), parse_key(now)
        if before is not None and moved_key(before, self.origin.semitones) == chosen:
            return self.origin.key
        return "" if chosen is None else moved_key(chosen, -self.origin.semitones).name

    def bars_before(self, now: SectionChords) -> SectionChords:
        """Chords that were entered by hand, as they are without transposing."""
        for chords in self.origin.chords:
            if self.bars_moved(chords, 0, self.origin.semitones) == now:
                return chords
        return self.bars_moved(now, self.origin.semitones, 0)

    def bars_moved(self, chords: SectionChords, semitones: int, total: int) -> SectionChords:
        """Chords that are `semitones` above their origin, at `total` above it."""
        here, target = moved_key(self.key, semitones), moved_key(self.key, total)
        write = _moving(here, target, self.notation)
        return replace(chords, bars=tuple(changed_chords(bar, write, self.notation) for bar in chords.bars))


def _moving(key: Key, target: Key, notation: Notation) -> Callable[[Chord], str]:
    """What writes a chord of one key in another."""
    return lambda chord: format_chord(moved_chord(chord, key, target), notation)


def _raw_lines(text: str) -> list[str]:
    lines = [line.text + line.ending for line in parse(text).lines]
    return [BYTE_ORDER_MARK, *lines] if text.startswith(BYTE_ORDER_MARK) else lines


def moved_text(text: str, key: Key, semitones: int, notation: Notation | None = None) -> str:
    """A text with every chord of it, and the key it states, moved from `key`; nothing else changes."""
    target, parsed = moved_key(key, semitones), parse(text, notation)
    head = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    write = _moving(key, target, parsed.notation)
    return head + "".join(_moved_line(line, write, parsed.notation, semitones) + line.ending for line in parsed.lines)


def _moved_line(line: Line, write: Callable[[Chord], str], notation: Notation, semitones: int) -> str:
    if line.directive is not None and line.directive.name == "key":
        return _moved_key_line(line, semitones)
    if line.kind == "grid":
        return changed_chords(line.text, write, notation)
    pieces, at = [], 0
    for span in line.spans:
        pieces += [line.text[at : span.start + 1], changed_chords(span.name, write, notation)]
        at = span.end - 1
    return "".join([*pieces, line.text[at:]])


def _moved_key_line(line: Line, semitones: int) -> str:
    said = line.directive
    key = None if said is None else parse_key(said.value)
    if said is None or key is None:
        return line.text
    value = line.text[said.start : said.end]
    return line.text[: said.start] + value.replace(said.value, moved_key(key, semitones).name) + line.text[said.end :]
