"""Hazards: a verb that needs a window; one that does nothing and does not say why; a nudge by the wrong beat."""

from dataclasses import replace

import pytest

from app.edits.edit import Edit
from app.edits.routing import set_output
from app.edits.tempo import set_tempo_change
from app.model.ids import ClipId, PassId, TakeId, TrackId
from app.model.take import Take
from app.model.tempo import TempoChange
from app.problems import EditRefused, NothingToDo, Refused
from app.verbs import channels, clip_properties, clipboard, clips, takes, tracks, transport
from app.verbs.table import VERBS
from app.verbs.tap_tempo import TapTempo
from app.verbs.target import Target
from tests.helpers.songs import song_with, with_clip

BEAT, BAR = 24000, 96000  # frames at 120 bpm, 4/4 and 48 kHz
VOX, BASS = TrackId("Vox"), TrackId("Bass")


def target(**fields: object) -> Target:
    song = with_clip(with_clip(song_with(VOX, BASS), VOX, BAR, BAR), BASS, 4 * BAR, BAR)
    return replace(Target(song, clips=frozenset({ClipId(f"Vox@{BAR}")}), track=VOX, channel=VOX), **fields)  # type: ignore[arg-type]


def spans(edit: Edit, at: Target) -> list[tuple[int, int]]:
    """Start and end of every clip of Vox afterwards."""
    track = edit.apply(at.song).tracks[0]
    return [(clip.timeline_start_frame, clip.timeline_end_frame) for clip in track.clips]


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_a_verb_that_applies_to_nothing_says_so_in_a_sentence(verb: str) -> None:
    empty = Target(song_with())
    needs = set(VERBS[verb].acts_on) - {"song", "playhead"}
    if not needs and verb not in (
        "transport.loop-end",
        "takes.discard-last",
        "forms.switch",
        "forms.drop",
        "lyrics.transpose",
    ):
        VERBS[verb].run(empty).apply(empty.song)
    else:
        with pytest.raises(Refused, match=r"\.$"):
            VERBS[verb].run(empty).apply(empty.song)


def test_split_takes_the_selected_clips_under_the_playhead() -> None:
    here = target(playhead_frame=BAR + BEAT)
    assert spans(clips.split(here), here) == [(BAR, BAR + BEAT), (BAR + BEAT, 2 * BAR)]
    with pytest.raises(NothingToDo, match="no clip under the playhead"):
        clips.split(target(playhead_frame=10 * BAR))


def test_split_without_a_selection_takes_every_clip_under_the_playhead() -> None:
    here = target(clips=frozenset(), playhead_frame=4 * BAR + 1)
    assert len(clips.split(here).apply(here.song).tracks[1].clips) == 2


def test_duplicates_follow_the_selection_at_its_length() -> None:
    here = target()
    assert spans(clipboard.duplicate(here), here) == [(BAR, 2 * BAR), (2 * BAR, 3 * BAR)]


@pytest.mark.parametrize(
    ("verb", "start"),
    [
        ("clips.beat-earlier", BAR - BEAT),
        ("clips.beat-later", BAR + 2 * BEAT),  # at half the tempo from there on
        ("clips.bar-earlier", 0),
        ("clips.bar-later", 3 * BAR),
    ],
)
def test_a_nudge_goes_by_the_beat_that_is_there(verb: str, start: int) -> None:
    here = target()
    here = replace(here, song=set_tempo_change(TempoChange(bar=2, tempo_bpm=60.0)).apply(here.song))
    at = [clip.timeline_start_frame for clip in here.song.tracks[0].clips]
    assert at == [BAR]
    assert spans(VERBS[verb].run(here), here)[0][0] == start


def test_a_loop_begins_or_ends_at_the_playhead() -> None:
    here = target(playhead_frame=2 * BAR)
    loop = transport.start_loop_here(here).apply(here.song).transport
    assert (loop.loop_on, loop.loop_start_frame, loop.loop_end_frame) == (True, 2 * BAR, 6 * BAR)
    loop = transport.end_loop_here(here).apply(here.song).transport
    assert (loop.loop_start_frame, loop.loop_end_frame) == (0, 2 * BAR)
    with pytest.raises(NothingToDo):
        transport.end_loop_here(target(playhead_frame=-100))


@pytest.mark.parametrize(("inputs", "expected"), [(0, ()), (2, (1,))])
def test_a_new_track_gets_a_free_input_and_is_armed(inputs: int, expected: tuple[int, ...]) -> None:
    song = song_with()
    made = tracks.add_track(song, VOX, inputs, recording=False).apply(song)
    assert made.tracks[0].inputs == expected and made.tracks[0].armed == bool(expected)
    running = tracks.add_track(song, VOX, inputs, recording=True).apply(song)
    assert not running.tracks[0].armed, "a pass that runs is left alone"


def test_without_a_track_or_channel_the_sentence_says_what_to_choose() -> None:
    for verb, thing in ((tracks.arm, "track"), (channels.mute, "channel"), (tracks.toggle_done, "track")):
        with pytest.raises(NothingToDo, match=f"Choose a {thing} first"):
            verb(target(track=None, channel=None))
    with pytest.raises(NothingToDo, match="There is no take to discard"):
        takes.discard_last(target())


def test_a_track_is_moved_locked_and_printed_by_its_verbs() -> None:
    here = target()
    moved = VERBS["track.down"].run(here).apply(here.song)
    assert [track.name for track in moved.tracks] == ["Bass", "Vox"]
    assert VERBS["track.up"].why_not(here) == "it is the first" and not VERBS["track.down"].why_not(here)
    for name in ("track.lock", "solo.safe", "solo.exclusive"):
        is_on = VERBS[name].is_on
        assert is_on is not None and not is_on(here)
        after = replace(here, song=VERBS[name].run(here).apply(here.song))
        assert is_on(after) and VERBS[name].run(after).apply(after.song) == here.song


def test_a_channel_goes_into_a_new_group_and_the_group_is_removed() -> None:
    here = target()
    grouped = VERBS["channel.new-group"].run(here).apply(here.song)
    group = grouped.buses[-1]
    assert grouped.tracks[0].output == group.id
    on_group = Target(grouped, channel=group.id)
    assert VERBS["bus.remove"].run(on_group).apply(grouped).tracks[0].output is None
    master = replace(on_group, channel=grouped.master.id)
    assert VERBS["bus.remove"].why_not(master) == "the master stays"
    with pytest.raises(EditRefused):
        VERBS["bus.remove"].run(master).apply(grouped)
    assert VERBS["bus.remove"].why_not(here) == "choose a bus first"


def test_tracks_of_one_group_comp_together_and_apart() -> None:
    here = target()
    assert VERBS["comps.new"].why_not(here) == "record a take first"
    with pytest.raises(NothingToDo, match="Vox has no take yet"):
        VERBS["comps.new"].run(here)
    song = VERBS["channel.new-group"].run(here).apply(here.song)
    song = set_output(BASS, song.buses[-1].id).apply(song)
    take = Take(TakeId("t"), PassId("p"), "Take", "audio/a.wav", 0, 0, BAR, "", 0, True, 0.0)
    alone = replace(song, tracks=(replace(song.tracks[0], takes=(take,)), song.tracks[1]))
    assert "no other track" in VERBS["comps.together"].why_not(replace(here, song=alone))
    song = replace(song, tracks=tuple(replace(track, takes=(take,)) for track in song.tracks))
    both = replace(here, song=song)
    assert not VERBS["comps.together"].why_not(both) and VERBS["comps.apart"].why_not(both)
    after = VERBS["comps.together"].run(both).apply(song)
    assert {track.comp_group for track in after.tracks} == {song.buses[-1].name}
    assert not VERBS["comps.apart"].why_not(replace(here, song=after))
    apart = VERBS["comps.apart"].run(replace(here, song=after)).apply(after)
    assert [bool(track.comp_group) for track in apart.tracks] == [False, True]


def test_a_verb_that_cannot_be_run_says_so_before_and_after() -> None:
    """A grey entry that would have worked, or one that is not grey and is refused."""
    song = target().song
    for bus in (None, *(bus.id for bus in song.buses)):
        here = Target(song, channel=bus)
        for verb in VERBS.values():
            if "channel" in verb.acts_on:
                try:
                    verb.run(here).apply(song)
                except Refused:
                    assert verb.why_not(here), (verb.id, bus)
                else:
                    assert not verb.why_not(here), (verb.id, bus)


def test_four_taps_set_the_tempo_where_the_first_fell() -> None:
    taps, song = TapTempo(), song_with()
    edits = [taps.tap(10.0 + n * 0.5, n * BEAT) for n in range(4)]
    assert edits[:3] == [None] * 3 and edits[3] is not None
    assert edits[3].apply(song).tempo_bpm == 120
    assert taps.tap(20.0, 0) is None, "after a pause it begins anew"


def test_combined_edits_are_one_step_or_none() -> None:
    here = target()
    wrong = Edit("Wrong", lambda song: (_ for _ in ()).throw(NothingToDo("No.")))
    both = Edit.combine("Both", [clip_properties.louder(here), wrong])
    with pytest.raises(NothingToDo):
        both.apply(here.song)
    assert Edit.combine("One", [clip_properties.louder(here)]).apply(here.song).tracks[0].clips[0].gain_db == 1.0
