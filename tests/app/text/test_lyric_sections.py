"""Words and sections of the song belong together by name, and their chords lie in its bars."""

from dataclasses import replace

import pytest

from app.edits.lyrics import set_lyrics, set_section_chords
from app.edits.sections import add_section, split_section
from app.model.ids import SectionId
from app.model.section import Section
from app.model.song import Song
from app.model.tempo import Meter, TempoChange
from app.text.chord_lane import chord_lane, chords_of_bars
from app.text.chordpro import parse
from app.text.lyric_bars import bars_of_block, placed_chords
from app.text.lyric_sections import add_missing_sections, blocks_of_sections, mismatch, missing_sections
from tests.helpers.songs import BAR, song_with

TEXT = """{sov: Verse 1}
[Am]one [F]two
[C]three [G]four
{eov}
{soc}
[F]la [G]la
{eoc}
{sov: Verse 2}
[Am]five
{eov}
{chorus}
"""


def song_of(text: str, *sections: tuple[str, int]) -> Song:
    """With sections of a name and a length in bars, at 2 s a bar."""
    made, bar = [], 1
    for n, (name, bars) in enumerate(sections):
        made.append(Section(SectionId(f"s{n}"), name, bar, bars))
        bar += bars
    return replace(set_lyrics(text).apply(song_with()), sections=tuple(made))


def lane(song: Song) -> list[tuple[float, str]]:
    return [(chord.start_frame / BAR, chord.name) for chord in chord_lane(song)]


def test_sections_and_words_are_tied_by_name_in_their_order() -> None:
    song = song_of(TEXT, ("Intro", 2), ("verse 1", 4), ("Chorus", 4), ("Verse 2", 4), ("Chorus", 4), ("Chorus", 2))
    assert blocks_of_sections(song) == {"s1": 0, "s2": 1, "s3": 2, "s4": 3, "s5": 3}
    assert mismatch(song) == ""


def test_a_number_too_many_does_not_untie() -> None:
    song = song_of("{soc}\nla\n{eoc}\n[Verse 1]\none", ("Chorus 1", 4), ("Chorus 2", 4), ("Verse", 4))
    assert blocks_of_sections(song) == {"s0": 0, "s1": 0, "s2": 1}
    assert blocks_of_sections(song_of(TEXT, ("Verse 3", 4), ("Verse", 4))) == {}


@pytest.mark.parametrize(
    ("sections", "sentence"),
    [
        ((), "The song has no sections yet. The words can make them."),
        ((("Verse 1", 4), ("Verse 2", 4)), "The song has no Chorus, which the words have."),
        ((("Chorus", 4),), "The song has no Verse 1 and Verse 2, which the words have."),
        ((("Verse 1", 4), ("Chorus", 4), ("Verse 2", 4), ("Chorus", 4), ("Bridge", 4), ("Solo", 4)),
         "There are no words for Bridge yet."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said(sections: tuple[tuple[str, int], ...], sentence: str) -> None:
    assert mismatch(song_of(TEXT, *sections)) == sentence


def test_nothing_is_said_before_there_are_words() -> None:
    assert (
        mismatch(song_of("", ("Verse", 8)))
        == mismatch(song_of("{title: A}\n"))
        == mismatch(song_of("only words"))
        == ""
    )


def test_sections_are_made_from_the_words_in_one_step() -> None:
    song = song_of(TEXT)
    made = add_missing_sections(song).apply(song)
    assert [(s.name, s.start_bar, s.length_bars) for s in made.sections] == [
        ("Verse 1", 1, 4), ("Chorus", 5, 2), ("Verse 2", 7, 1), ("Chorus", 8, 2),
    ]  # fmt: skip
    assert missing_sections(made) == ()


def test_missing_sections_come_where_the_words_have_them() -> None:
    song = song_of("[Bridge]\nwords\n" + TEXT, ("Verse 1", 4), ("Chorus", 4))
    made = add_missing_sections(song).apply(song)
    assert [(s.name, s.start_bar) for s in made.sections] == [
        ("Bridge", 1),
        ("Verse 1", 9),
        ("Chorus", 13),
        ("Verse 2", 17),
    ]


def test_a_chord_a_bar_is_the_default_and_chords_spread_over_what_there_is() -> None:
    block = parse(TEXT).blocks[0]
    assert [chord.bar for chord in placed_chords(block, 4)] == [0, 1, 2, 3]
    assert [chord.bar for chord in placed_chords(block, 8)] == [0, 2, 4, 6]
    assert [chord.bar for chord in placed_chords(block, 2)] == [0, 0.5, 1, 1.5]
    assert [chord.bar for chord in placed_chords(block, 3)] == [0, 0.5, 1.5, 2]
    assert [chord.bar for chord in placed_chords(block, 5)] == [0, 1, 2, 3]


def test_bar_lines_of_the_words_count() -> None:
    assert [[one.name for one in bar] for bar in bars_of_block(parse("[Am]one [F]two | [C]three | | [G]four").blocks[0])] == [
        ["Am", "F"], ["C"], [], ["G"],
    ]  # fmt: skip
    assert [[one.name for one in bar] for bar in bars_of_block(parse("[| Am | F C |]\n[|] [G] [|]").blocks[0])] == [
        ["Am"], ["F", "C"], ["G"],
    ]  # fmt: skip
    grid = "{sog}\nA    || G7 . | % . | %% . | C . F . | repeat\n{eog}\n"
    assert [[one.name for one in bar] for bar in bars_of_block(parse(grid).blocks[0])][:2] == [["G7"], ["G7"]]
    placed = placed_chords(parse("[Am]one [F]two | [C]three | | [G]four").blocks[0], 8)
    assert [(chord.bar, chord.name) for chord in placed] == [(0, "Am"), (0.5, "F"), (1, "C"), (3, "G")]


def test_the_lane_has_the_chords_of_each_section_and_follows_the_tempo_map() -> None:
    song = song_of(TEXT, ("Intro", 2), ("Verse 1", 4), ("Chorus", 2), ("Chorus", 4))
    assert lane(song) == [(2, "Am"), (3, "F"), (4, "C"), (5, "G"), (6, "F"), (7, "G"), (8, "F"), (10, "G")]
    assert chord_lane(song)[-1].end_frame == 12 * BAR
    waltz = replace(song, tempo_changes=(TempoChange(3, 120, Meter(3, 4)),))
    assert [start for start, _name in lane(waltz)][:3] == [2, 2.75, 3.5]


def test_chords_entered_by_hand_replace_those_of_the_words() -> None:
    song = song_of(TEXT, ("Verse 1", 4), ("Chorus", 2))
    assert chords_of_bars(song, SectionId("s0")) == ["Am", "F", "C", "G"]
    entered = set_section_chords(SectionId("s0"), ["Dm", "", "E7 A"]).apply(song)
    assert lane(entered) == [(0, "Dm"), (2, "E7"), (2.5, "A"), (4, "F"), (5, "G")]
    assert chords_of_bars(entered, SectionId("s0")) == ["Dm", "", "E7 A", ""]
    assert lane(set_section_chords(SectionId("s0"), []).apply(entered)) == lane(song)


def test_chords_of_the_whole_song_lie_where_no_section_has_its_own() -> None:
    song = set_section_chords(None, ["A", "B", "C", "D"]).apply(song_of("", ("Verse 1", 2)))
    assert lane(song) == [(0, "A"), (1, "B"), (2, "C"), (3, "D")]
    over = set_section_chords(SectionId("s0"), ["E"]).apply(song)
    assert lane(over) == [(0, "E"), (2, "C"), (3, "D")]


def test_chords_entered_by_hand_stay_in_their_bars_when_a_section_is_split() -> None:
    song = set_section_chords(SectionId("s0"), ["A", "B", "C", "D"]).apply(song_of("", ("Verse", 4)))
    assert lane(split_section(SectionId("s0"), 3).apply(song)) == lane(song)


def test_a_missing_section_comes_behind_the_one_before_it_in_the_words() -> None:
    song = set_lyrics("[Verse]\nla\n\n[Bridge]\nla\n\n[Outro]\nla\n").apply(song_with())
    for name, bar in (("Verse", 1), ("Outro", 5)):
        song = add_section(name, bar, 4).apply(song)
    made = add_missing_sections(song).apply(song)
    assert [(section.name, section.start_bar) for section in made.sections][:2] == [("Verse", 1), ("Bridge", 5)]
    assert [section.name for section in made.sections] == ["Verse", "Bridge", "Outro"]
