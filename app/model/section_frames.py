"""Where sections lie on the timeline: the only place that turns their bars into frames.

Lives: any thread (pure).
"""

from app.model.ranges import FRAMES
from app.model.section import Section
from app.model.song import Song
from app.model.tempo_map import tempo_map


def section_frames(song: Song, section: Section) -> tuple[int, int]:
    """First frame of a section and the one after its last, in the song's tempo; at least one frame, within the timeline."""
    tempo = tempo_map(song)
    start = min(tempo.place_frame(section.start_bar), FRAMES[1] - 1)
    return start, max(start + 1, min(tempo.place_frame(section.end_bar), FRAMES[1]))


def section_at(song: Song, frame: int) -> Section | None:
    """The section at a frame."""
    for section in song.sections:
        start, end = section_frames(song, section)
        if start <= frame < end:
            return section
    return None
