"""The score of the demo song, "Window Light": 28 bars in D at 96 beats a minute, five sections.

Lives: the command line or a worker that makes the demo.
"""

from typing import NamedTuple

TITLE = "Window Light"
TEMPO_BPM = 96.0
BEATS_PER_BAR = 4
TAIL_S = 4.0  # what rings on after the last bar


class SectionText(NamedTuple):
    name: str
    bars: int
    intensity: int


class Note(NamedTuple):
    """Beats from the song's start; `pitch` is a MIDI number; `velocity` from 0 to 1."""

    beat: float
    length: float
    pitch: int
    velocity: float


SECTIONS = (
    SectionText("Intro", 4, 3),
    SectionText("Verse", 8, 5),
    SectionText("Chorus", 8, 8),
    SectionText("Bridge", 4, 4),
    SectionText("Outro", 4, 7),
)
BARS = sum(section.bars for section in SECTIONS)

# Chords as MIDI numbers: bass, then the voicing.
_CHORDS = {
    "D": (38, (50, 57, 62, 66, 69)),
    "A/C#": (37, (49, 57, 61, 64, 69)),
    "A": (33, (45, 57, 61, 64, 69)),
    "Bm": (35, (47, 54, 59, 62, 66)),
    "G": (31, (43, 55, 59, 62, 67)),
    "F#m": (30, (42, 54, 57, 61, 66)),
    "Em": (40, (52, 55, 59, 64, 67)),
}
PROGRESSION = (
    *("D", "A/C#", "Bm", "G"),
    *("D", "A", "Bm", "G", "D", "F#m", "G", "A"),
    *("G", "A", "D", "Bm", "G", "A", "Bm", "A"),
    *("Em", "G", "Bm", "A"),
    *("G", "A", "D", "D"),
)

# The tune: bar -> (beat in the bar, length in beats, pitch).
_TUNE: dict[int, tuple[tuple[float, float, int], ...]] = {
    4: ((0.5, 0.5, 69), (1, 0.5, 71), (1.5, 1.5, 74), (3, 0.5, 73), (3.5, 0.5, 71)),
    5: ((0, 2, 73), (2.5, 1.25, 69)),
    6: ((0.5, 0.5, 71), (1, 0.5, 73), (1.5, 1, 74), (2.5, 1.5, 78)),
    7: ((0, 1.5, 76), (1.5, 0.5, 74), (2, 1.75, 71)),
    8: ((0.5, 0.5, 69), (1, 0.5, 71), (1.5, 1.5, 74), (3, 0.5, 76), (3.5, 0.5, 74)),
    9: ((0, 2, 73), (2.5, 0.5, 69), (3, 0.5, 71), (3.5, 0.5, 73)),
    10: ((0, 1, 74), (1, 1, 71), (2, 1, 74), (3, 1, 79)),
    11: ((0, 1, 78), (1, 2.5, 76)),
    12: ((0, 1.5, 79), (1.5, 0.5, 78), (2, 1, 76), (3, 1, 74)),
    13: ((0, 2, 76), (2, 0.5, 73), (2.5, 0.5, 74), (3, 1, 76)),
    14: ((0, 1.5, 78), (1.5, 0.5, 76), (2, 1.75, 74)),
    15: ((0.5, 0.5, 74), (1, 0.5, 76), (1.5, 1.5, 78), (3, 1, 81)),
    16: ((0, 1.5, 79), (1.5, 0.5, 78), (2, 0.5, 76), (2.5, 1.5, 74)),
    17: ((0, 1.5, 76), (1.5, 0.5, 78), (2, 1.75, 76)),
    18: ((0, 1, 78), (1, 0.5, 76), (1.5, 1.5, 74), (3, 1, 71)),
    19: ((0, 1, 73), (1, 0.5, 74), (1.5, 2.25, 76)),
    22: ((2, 0.5, 71), (2.5, 0.5, 74), (3, 1, 78)),
    23: ((0, 3, 76),),
    24: ((0, 1.5, 79), (1.5, 0.5, 78), (2, 1, 76), (3, 1, 74)),
    25: ((0, 1.5, 76), (1.5, 0.5, 74), (2, 1.9, 73)),
    26: ((0, 5.5, 74),),
}
_SCALE = (62, 64, 66, 67, 69, 71, 73)  # D major
_PICKING = (0, 2, 3, 4, 1, 3, 4, 2)  # which string on which eighth
_STRUMS = ((0.0, 1.0), (1.0, 0.7), (1.5, 0.55), (2.5, 0.85), (3.0, 0.65), (3.5, 0.5))


def section_of(bar: int) -> str:
    end = 0
    for section in SECTIONS:
        end += section.bars
        if bar < end:
            return section.name
    return SECTIONS[-1].name


def chord(bar: int) -> tuple[int, tuple[int, ...]]:
    return _CHORDS[PROGRESSION[bar]]


def lead() -> list[Note]:
    """Phrases swell towards their longest note; the chorus is sung louder than the verse."""
    loud = {"Verse": 0.68, "Chorus": 0.92, "Bridge": 0.6, "Outro": 0.85}
    return [
        Note(bar * 4 + beat, length, pitch, min(1.0, loud[section_of(bar)] + 0.05 * min(length, 2)))
        for bar, notes in _TUNE.items()
        for beat, length, pitch in notes
    ]


def harmony(steps: int) -> list[Note]:
    """The tune moved by scale steps, in chorus and outro only."""
    return [
        note._replace(pitch=_in_scale(note.pitch, steps), velocity=note.velocity * 0.85)
        for note in lead()
        if section_of(int(note.beat // 4)) in ("Chorus", "Outro")
    ]


def picked() -> list[Note]:
    """Fingerpicked eighths throughout; the last bar is one slow chord."""
    notes = []
    for bar in range(BARS - 1):
        _, voicing = chord(bar)
        for eighth, string in enumerate(_PICKING):
            accent = 0.85 if eighth in (0, 4) else 0.6
            notes.append(Note(bar * 4 + eighth / 2, 1.8, voicing[string], accent))
    _, voicing = chord(BARS - 1)
    notes += [Note((BARS - 1) * 4 + 0.12 * place, 8.0, pitch, 0.7) for place, pitch in enumerate(voicing)]
    return notes


def strummed() -> list[Note]:
    """Chords in chorus and outro, strings a few milliseconds apart, up and down by turns."""
    notes = []
    for bar in range(BARS - 1):
        if section_of(bar) not in ("Chorus", "Outro"):
            continue
        _, voicing = chord(bar)
        for stroke, (beat, accent) in enumerate(_STRUMS):
            strings = voicing if stroke % 2 == 0 else voicing[:0:-1]
            for place, pitch in enumerate(strings):
                notes.append(Note(bar * 4 + beat + 0.022 * place, 1.1, pitch, accent * (1.0 - 0.05 * place)))
    return notes


def bass() -> list[Note]:
    """Root and fifth in the verse, driving eighths in the chorus, long notes in intro and bridge."""
    notes = []
    for bar in range(2, BARS):
        root, _ = chord(bar)
        section, start = section_of(bar), bar * 4
        if bar == BARS - 1:
            notes.append(Note(start, 6.0, root, 0.7))
        elif section in ("Intro", "Bridge"):
            notes.append(Note(start, 3.8, root, 0.65))
        elif section == "Verse":
            fifth = root + 7 if root < 36 else root - 5
            notes += [
                Note(start, 1.4, root, 0.8),
                Note(start + 1.5, 0.9, root, 0.6),
                Note(start + 2.5, 1.3, fifth, 0.7),
            ]
        else:
            following = chord(min(bar + 1, BARS - 1))[0]
            notes += [Note(start + k / 2, 0.46, root, 0.85 if k % 4 == 0 else 0.65) for k in range(7)]
            notes.append(Note(start + 3.5, 0.46, (root + following) // 2, 0.7))
    return notes


def pad() -> list[Note]:
    """One chord a bar, from the verse on."""
    return [
        Note(bar * 4, 4.3 if bar < BARS - 1 else 7.0, pitch, 0.7)
        for bar in range(4, BARS)
        for pitch in chord(bar)[1][1:]
    ]


def bells() -> list[Note]:
    """High answers in intro, chorus and the last bar."""
    notes = []
    for bar in range(BARS):
        section, (_, voicing) = section_of(bar), chord(bar)
        if section == "Intro":
            notes += [Note(bar * 4 + 1.5, 2, voicing[3] + 12, 0.5), Note(bar * 4 + 2.5, 2, voicing[4] + 12, 0.6)]
        elif section == "Chorus" and bar % 2 == 1:
            notes += [Note(bar * 4 + 2 + k / 2, 1.5, voicing[4 - k] + 12, 0.55) for k in range(3)]
    notes.append(Note((BARS - 1) * 4 + 1, 5, 86, 0.6))
    return notes


def drums() -> dict[str, list[Note]]:
    """Kick, snare and hats (pitch 1 is an open hat): silent in intro and bridge but for a fill into the next part."""
    kick, snare, hats = [], [], []
    for bar in range(BARS - 1):
        section, start = section_of(bar), bar * 4
        if section in ("Intro", "Bridge"):
            if section_of(bar + 1) != section:
                snare += [Note(start + 3 + k / 4, 0.2, 0, 0.35 + 0.15 * k) for k in range(4)]
                kick.append(Note(start + 2.5, 0.5, 0, 0.7))
            continue
        busy = section in ("Chorus", "Outro")
        kick += [Note(start, 0.5, 0, 0.95), Note(start + 2.5, 0.5, 0, 0.8)]
        kick += [Note(start + 1.5, 0.5, 0, 0.65)] if busy else []
        snare += [Note(start + 1, 0.5, 0, 0.85), Note(start + 3, 0.5, 0, 0.9)]
        snare += [Note(start + 2.25, 0.2, 0, 0.2)] if busy else []
        hats += [Note(start + k / 2, 0.2, 0, 0.75 if k % 2 == 0 else 0.45) for k in range(7)]
        hats.append(Note(start + 3.5, 0.5, 1 if busy else 0, 0.6))
    kick.append(Note((BARS - 1) * 4, 0.5, 0, 0.9))
    return {"Kick": kick, "Snare": snare, "Hats": hats}


def _in_scale(pitch: int, steps: int) -> int:
    octave, within = divmod(pitch - _SCALE[0], 12)
    degree = [step - _SCALE[0] for step in _SCALE].index(within)
    octaves, place = divmod(degree + steps, 7)
    return _SCALE[place] + 12 * (octave + octaves)
