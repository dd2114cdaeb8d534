"""The form of a song, shown and laid out.

Lives: command line, main thread.
"""

import json
import math
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from app.cli.opening import section_called
from app.cli.reporting import Reporter
from app.cli.writing import Change, change_song, parts_of
from app.edits import sections as edits
from app.edits.edit import Edit
from app.messages.command_line import form_told
from app.messages.writing import BARS_UNREADABLE, number_out_of_range
from app.model.ranges import CHANGE_BAR, INTENSITY
from app.model.section import Section
from app.model.section_frames import section_frames
from app.model.song import Song
from app.problems import Refused
from app.text.sections import bars_of
from app.text.values import format_clock, parse_number
from app.units import frames_to_seconds

BARS = (1, CHANGE_BAR[1])  # of a section that is added, as the verb has it


def sections(
    path: Path, added: Sequence[str], intensities: Sequence[str], notes: Sequence[str], as_json: bool, report: Reporter
) -> None:
    """Add sections behind the last one, set intensities and notes; then list all, and the forms.

    Args:
        path: The song's folder.
        added: `Verse=8`, name and bars of each.
        intensities: `Chorus=8`.
        notes: `Chorus=only the voice`.
        as_json: List them as JSON.
        report: Gets the lines.
    """
    steps: list[Change] = []
    for name, text in map(parts_of, added):
        steps.append(partial(_added, name=name, bars=_whole("The length in bars", text, BARS)))
    for name, text in map(parts_of, intensities):
        steps.append(partial(_intensity, name=name, intensity=_whole("The intensity", text, INTENSITY)))
    steps += [partial(_noted, name=name, notes=text) for name, text in map(parts_of, notes)]
    song = change_song(path, steps, report)
    if as_json:
        found = {"sections": [_facts(song, section) for section in song.sections], "forms": _forms(song)}
        report(json.dumps(found, indent=1))
        return
    for number, section in enumerate(song.sections, start=1):
        start = format_clock(frames_to_seconds(section_frames(song, section)[0], song.rate_hz))
        facts = (section.name, bars_of(section), start, f"intensity {section.intensity}", section.notes)
        report("  ".join((f"{number:2}", *(fact for fact in facts if fact))))
    if song.arrangements.others:
        report(form_told(song.arrangements.name, [other.name for other in song.arrangements.others]))


def _whole(what: str, text: str, limits: tuple[int, int]) -> int:
    number = parse_number(text)
    if number is None or not math.isfinite(number) or number != round(number):
        raise Refused(BARS_UNREADABLE)
    if not limits[0] <= number <= limits[1]:
        raise Refused(number_out_of_range(what, *limits, text))
    return round(number)


def _added(song: Song, name: str, bars: int) -> Edit:
    end = max((section.end_bar for section in song.sections), default=1)
    return edits.add_section(name, math.ceil(end), bars)


def _intensity(song: Song, name: str, intensity: int) -> Edit:
    return edits.set_section_intensity(section_called(song, name).id, intensity)


def _noted(song: Song, name: str, notes: str) -> Edit:
    return edits.set_section_notes(section_called(song, name).id, notes)


def _facts(song: Song, section: Section) -> Mapping[str, object]:
    start, end = (frames_to_seconds(frame, song.rate_hz) for frame in section_frames(song, section))
    return {
        "name": section.name,
        "start_bar": _number(section.start_bar),
        "length_bars": _number(section.length_bars),
        "start_s": start,
        "end_s": end,
        "intensity": section.intensity,
        "notes": section.notes,
    }


def _number(value: float) -> float | int:
    return int(value) if value == int(value) else value


def _forms(song: Song) -> Sequence[str]:
    return [song.arrangements.name, *(other.name for other in song.arrangements.others)]
