"""What a teleprompter follows: words in the order of the sections, each line where its chord begins."""

from app.edits.lyrics import set_lyrics
from app.text.performance import Cue, line_now, performance
from app.text.sheet import ChordView
from tests.app.text.test_lyric_sections import TEXT, song_of
from tests.helpers.songs import BAR, song_with, with_clip

PLAIN = ChordView()


def facts(cues: tuple[Cue, ...]) -> list[tuple[str, float, float, list[float]]]:
    return [
        (cue.block.name, cue.start_frame / BAR, cue.end_frame / BAR, [frame / BAR for frame in cue.line_frames])
        for cue in cues
    ]


def test_words_come_in_the_order_of_the_sections_as_often_as_they_are_sung() -> None:
    song = song_of(TEXT, ("Intro", 2), ("Verse 1", 8), ("Chorus", 4), ("Verse 1", 4), ("Chorus", 4))
    assert facts(performance(song, PLAIN))[:4] == [
        ("Intro", 0, 2, []),
        ("Verse 1", 2, 10, [2, 6]),
        ("Chorus", 10, 14, [10]),
        ("Verse 2", 14, 14, [14]),
    ]
    assert [name for name, *_ in facts(performance(song, PLAIN))] == [
        "Intro",
        "Verse 1",
        "Chorus",
        "Verse 2",
        "Verse 1",
        "Chorus",
    ]


def test_lines_without_chords_lie_evenly_between_the_others() -> None:
    text = "[Verse]\nbefore\n[C]one\nin between\n[G]two\nafter\n"
    song = song_of(text, ("Verse", 8))
    (cue,) = performance(song, PLAIN)
    starts = [frame / BAR for frame in cue.line_frames]
    assert starts[0] == 0 and starts[3] == 4 and starts[4] == 6 and starts == sorted(set(starts))
    (even,) = performance(song_of("[Verse]\none\ntwo\n", ("Verse", 8)), PLAIN)
    assert [frame / BAR for frame in even.line_frames] == [0, 4]


def test_without_sections_the_words_take_their_share_of_the_song() -> None:
    song = set_lyrics("one\ntwo\n[Chorus]\nthree\nfour\n").apply(with_clip(song_with("Vox"), "Vox", 0, 8 * BAR))
    assert facts(performance(song, PLAIN)) == [("", 0, 4, [0, 2]), ("Chorus", 4, 8, [4, 6])]
    assert performance(set_lyrics("one").apply(song_with()), PLAIN)[0].end_frame == 180 * 48000


def test_where_the_song_is_in_the_words() -> None:
    song = song_of(TEXT, ("Intro", 2), ("Verse 1", 8), ("Chorus", 4))
    cues = performance(song, PLAIN)
    assert line_now(cues, 0) == (0, -1, 0.0)
    assert line_now(cues, BAR) == (0, -1, 0.5)
    assert line_now(cues, 4 * BAR) == (1, 0, 0.5)
    assert line_now(cues, 6 * BAR) == (1, 1, 0.0)
    assert line_now(cues, 99 * BAR) == (2, 0, 1.0)
    assert line_now((), 5) == (0, -1, 0.0)


def test_nothing_to_sing_is_no_performance() -> None:
    assert performance(song_with(), PLAIN) == ()
