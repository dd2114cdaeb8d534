"""A song whose bars are put into another order, with all that lies in them: on tracks, buses and the ruler.

Lives: any thread (pure).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from app.edits.block_tempo import with_block_tempo
from app.edits.block_track import change_track_blocks
from app.edits.blocks import Block, BlockTime, in_order, starts
from app.edits.mix_time import changed_buses, changed_versions
from app.edits.section_plans import with_copied_plans
from app.edits.stable_ids import StableIds
from app.model.ids import SectionId
from app.model.lyrics import Lyrics, SectionChords
from app.model.marker import Marker
from app.model.section import Section
from app.model.song import Song
from app.model.tempo_map import tempo_map
from app.model.transport import TransportSettings


def with_blocks(song: Song, order: Iterable[Block], ids: StableIds) -> Song:
    """The song as blocks of its bars make it.

    A block that is left out is gone with what lies in it. One that is there twice is copied: clips, curves, marks and
    the plans of its sections, but not its takes.

    Args:
        song: As it was.
        order: The blocks from bar 1 on; the last one ends at `END_BAR`.
        ids: For what is split or copied.

    Raises:
        EditRefused: A gradual change of tempo would be cut.
    """
    blocks = in_order(order)
    if len(blocks) == 1 and blocks[0].first_bar == 1:
        return song
    after = with_block_tempo(song, blocks)
    time = BlockTime(blocks, tempo_map(song), tempo_map(after))
    after = replace(
        after,
        tracks=tuple(change_track_blocks(track, time, ids) for track in song.tracks),
        buses=changed_buses(song.buses, time.curves),
        mix_versions=changed_versions(song.mix_versions, time.curves),
        markers=_markers(song.markers, time, ids),
        transport=_transport(song.transport, time),
        lyrics=_lyrics(song.lyrics, blocks),
    )
    return with_section_blocks(after, blocks, ids)


def with_section_blocks(song: Song, order: Iterable[Block], ids: StableIds) -> Song:
    """The song with its sections as blocks of bars put them together, and the plans of copied ones; no music moves."""
    sections, copies, seen = list[Section](), list[tuple[SectionId, SectionId]](), set[SectionId]()
    for block, bar in starts(in_order(order)):
        for section in song.sections:
            if block.first_bar <= section.start_bar < block.end_bar:
                its = ids.section() if section.id in seen else section.id
                if section.id in seen:
                    copies.append((section.id, its))
                seen.add(section.id)
                start, length = section.start_bar - block.first_bar, block.end_bar - section.start_bar
                sections.append(
                    replace(section, id=its, start_bar=start + bar, length_bars=min(section.length_bars, length))
                )
    return with_copied_plans(replace(song, sections=tuple(sections)), copies)


def _markers(markers: tuple[Marker, ...], time: BlockTime, ids: StableIds) -> tuple[Marker, ...]:
    moved = [part for marker in markers for part in _marker_parts(marker, time, ids)]
    ordered = tuple(sorted(moved, key=lambda marker: marker.start_frame))
    for seam in time.seams:
        ordered = _joined_ranges(ordered, seam)
    return ordered


def _marker_parts(marker: Marker, time: BlockTime, ids: StableIds) -> Iterator[Marker]:
    if marker.length_frames:
        spans = time.spans(marker.start_frame, marker.end_frame)
    else:
        spans = [(frame, frame, piece.copy) for piece, frame in time.places(marker.start_frame)]
    for number, (start, end, _copy) in enumerate(spans):
        its = ids.marker() if number else marker.id
        yield replace(marker, id=its, start_frame=start, length_frames=end - start)


def _joined_ranges(markers: tuple[Marker, ...], frame: int) -> tuple[Marker, ...]:
    """The markers with ranges as one that touch at a frame and have one name and colour."""
    for first in markers:
        for rest in markers:
            alike = (first.name, first.colour) == (rest.name, rest.colour)
            if alike and first.length_frames and first.end_frame == frame == rest.start_frame and rest.length_frames:
                whole = replace(first, length_frames=first.length_frames + rest.length_frames)
                return tuple(whole if marker is first else marker for marker in markers if marker is not rest)
    return markers


def _transport(old: TransportSettings, time: BlockTime) -> TransportSettings:
    loop_on, loop_start, loop_end = _range(time, old.loop_on, old.loop_start_frame, old.loop_end_frame)
    punch_on, punch_in, punch_out = _range(time, old.punch_on, old.punch_in_frame, old.punch_out_frame)
    return replace(
        old,
        loop_on=loop_on,
        loop_start_frame=loop_start,
        loop_end_frame=loop_end,
        punch_on=punch_on,
        punch_in_frame=punch_in,
        punch_out_frame=punch_out,
    )


def _range(time: BlockTime, on: bool, start: int, end: int) -> tuple[bool, int, int]:
    """A range goes along inside of one block; else it stays, and where nothing is left of it, it is off."""
    if end <= start:
        return on, start, end
    parts = [part for part in time.parts(start, end) if not part[0].copy]
    if len(parts) == 1 and parts[0][1:] == (start, end):
        return on, parts[0][0].edge(start), parts[0][0].edge(end)
    return on and bool(parts), start, end


def _lyrics(lyrics: Lyrics, blocks: Sequence[Block]) -> Lyrics:
    """The chords of the whole song go along with their bars."""

    def moved(bars: tuple[str, ...]) -> tuple[str, ...]:
        last = len(bars) + 1
        made: list[str] = []
        for block, bar in starts(blocks):
            if block.first_bar < last:
                made += [""] * (bar - 1 - len(made))
                made += bars[block.first_bar - 1 : block.end_bar - 1]
        return tuple(made)

    chords = tuple(
        SectionChords(None, moved(one.bars)) if one.section is None else one for one in lyrics.chords
    )  # fmt: skip
    return lyrics if chords == lyrics.chords else replace(lyrics, chords=chords)
