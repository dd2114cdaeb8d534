"""How the blocks of the words belong to the sections of the song: by name, in their order.

Lives: any thread (pure).
"""

import re
from collections.abc import Sequence

from app.edits.edit import Edit, name_from
from app.edits.section_order import reorder_section
from app.edits.sections import add_section
from app.messages import steps
from app.messages.lyrics import no_section_called, no_words_for
from app.model.ids import SectionId, new_id
from app.model.song import Song
from app.text.chordpro import Block, has_words, parse_lyrics
from app.text.lyric_bars import bars_of_block

USUAL_BARS = 8
_NUMBER = re.compile(r"\s*\d+$")
_INTENSITIES = (("chorus", 8), ("refrain", 8), ("verse", 5), ("bridge", 6), ("intro", 3), ("outro", 3))
_INSTRUMENTAL = re.compile(r"intro|outro|solo|instrumental|interlude|break|coda|end|turnaround|vamp|section|part", re.I)


def blocks_of_sections(song: Song) -> dict[SectionId, int]:
    """The block that is sung in each section, as an index into the blocks of the words.

    The first section of a name has the first block of that name, and so on; the last block is sung again in the sections
    that follow. `Chorus 2` is `Chorus` where the words have only one, and the other way round.
    """
    blocks = [_plain(block.name) for block in parse_lyrics(song.lyrics).blocks]
    alike: dict[str, list[SectionId]] = {}
    for section in song.sections:
        alike.setdefault(_plain(section.name), []).append(section.id)
    tied: dict[SectionId, int] = {}
    for name, sections in alike.items():
        found = _blocks_called(name, blocks)
        tied.update({section: found[min(n, len(found) - 1)] for n, section in enumerate(sections) if found})
    return tied


def missing_sections(song: Song) -> tuple[Block, ...]:
    """Blocks whose name no section has, in the order of the words: how often a chorus comes is up to the sections."""
    blocks = parse_lyrics(song.lyrics).blocks
    there = {_plain(blocks[n].name) for n in blocks_of_sections(song).values()}
    return tuple(block for block in blocks if block.name and block.has_content and _plain(block.name) not in there)


def wordless_sections(song: Song) -> tuple[str, ...]:
    """Names of sections that are sung by their name and have no words, each once."""
    tied = blocks_of_sections(song)
    without = (s.name for s in song.sections if s.id not in tied and not _INSTRUMENTAL.search(s.name))
    return tuple(dict.fromkeys(without))


def unsung_sections(song: Song) -> tuple[str, ...]:
    """Names of sections that are sung by their name and have no words, or chords alone; none where no words have a name."""
    blocks, tied = parse_lyrics(song.lyrics).blocks, blocks_of_sections(song)
    if not any(block.name for block in blocks):
        return ()
    sung = [section for section in song.sections if not _INSTRUMENTAL.search(section.name)]
    without = (s.name for s in sung if s.id not in tied or not any(map(has_words, blocks[tied[s.id]].lines)))
    return tuple(dict.fromkeys(without))


def mismatch(song: Song) -> str:
    """What does not fit between words and sections, in one sentence; empty if everything does, or there is nothing yet."""
    missing = list(dict.fromkeys(block.name for block in missing_sections(song)))
    if missing:
        return no_section_called(missing, some=bool(song.sections))
    wordless = wordless_sections(song) if song.lyrics.text.strip() else ()
    return no_words_for(wordless) if wordless else ""


def add_missing_sections(song: Song) -> Edit:
    """Add the sections that the words have and the song has not, each behind the one that comes before it in the words.

    What lies behind moves along with its music.
    """
    blocks, block_of = parse_lyrics(song.lyrics).blocks, blocks_of_sections(song)
    missing = missing_sections(song)
    bar, order = max((section.end_bar for section in song.sections), default=1.0), [one.id for one in song.sections]
    edits = []
    for block in missing:
        made, at = SectionId(new_id()), next(n for n, one in enumerate(blocks) if one is block)
        length = max(1, len(bars_of_block(block)) or USUAL_BARS)
        edits.append(add_section(name_from(block.name, "Section"), bar, length, _intensity(block.name), made))
        bar += length
        before = max((block_of[one] for one in order if one in block_of and block_of[one] < at), default=None)
        place = 1 + max((n for n, one in enumerate(order) if block_of.get(one) == before), default=-1)
        if before is None:
            place = 0 if any(one in block_of for one in order) else len(order)
        if place < len(order):
            edits.append(reorder_section(made, place))
        order.insert(place, made)
        block_of[made] = at
    return Edit.combine(steps.SECTIONS_FROM_LYRICS, edits)


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").split())


def _blocks_called(name: str, blocks: Sequence[str]) -> list[int]:
    """Which of the names of blocks a section with a name belongs to."""
    exact = [n for n, block in enumerate(blocks) if block == name]
    if exact:
        return exact
    base = _NUMBER.sub("", name)
    if base != name:
        return [n for n, block in enumerate(blocks) if block == base]
    numbered = [n for n, block in enumerate(blocks) if _NUMBER.sub("", block) == base]
    return numbered if len({blocks[n] for n in numbered}) == 1 else []


def _intensity(name: str) -> int:
    return next((intensity for word, intensity in _INTENSITIES if word in name.casefold()), 5)
