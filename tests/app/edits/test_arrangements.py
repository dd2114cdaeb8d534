"""Hazards: a take or its place that is lost with a form, a form that cannot be opened again, media thrown away that another
form plays."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.edits import arrangements as forms
from app.edits import buses, channels
from app.edits.arrangements import drop_form, rename_form, set_main_form, switch_form, try_form
from app.edits.clips import delete_clips
from app.edits.comps import set_rating
from app.edits.edit import Edit
from app.edits.section_order import delete_section, duplicate_section, reorder_section
from app.edits.tempo import set_tempo
from app.edits.tracks import add_track, remove_track
from app.model.arrangement import FIRST
from app.model.arranging import every_form
from app.model.automation import Breakpoint
from app.model.ids import ArrangementId, SectionId
from app.model.invariants import check
from app.model.song import Song
from app.problems import EditRefused
from app.storage.media_pool import files_of
from app.storage.song_json import decode_song, encode_song
from tests.app.edits.busy_song import KEYS, VOX, applied, busy_song, track_of, with_track
from tests.helpers.songs import recorded

VERSE, CHORUS = SectionId("verse"), SectionId("chorus")


def first() -> Song:
    return with_track(busy_song(), KEYS, frozen=None)


def tried() -> Song:
    """A second form with the chorus first and doubled, and without the verse."""
    return applied(
        first(), try_form("Short"), reorder_section(CHORUS, 0), duplicate_section(CHORUS), delete_section(VERSE),
        set_tempo(132.0),
    )  # fmt: skip


def without_forms(song: Song) -> Song:
    return replace(song, arrangements=first().arrangements)


def test_a_form_is_tried_and_gone_back_to_with_everything_where_it_was() -> None:
    song = tried()
    assert check(song) == [] and song.arrangements.name == "Short"
    back = switch_form(FIRST).apply(song)
    assert check(back) == [] and without_forms(back) == first()
    again = switch_form(song.arrangements.current).apply(back)
    assert again == song, "and the tried one is as it was left"
    assert decode_song(encode_song(song), "song.json") == song
    assert without_forms(drop_form(song.arrangements.current).apply(song)) == first()


def test_takes_of_one_form_are_in_all_of_them() -> None:
    rated = track_of(first(), "Vox").takes[0].id
    song = applied(first(), try_form(), set_rating(VOX, rated, 4), delete_section(CHORUS))
    song = recorded(song, Path("/songs/S.worktape"), ["Vox"], pass_id="later", start=1000)
    back = switch_form(FIRST).apply(song)
    takes = track_of(back, "Vox").takes
    assert takes[-1].pass_id == "later" and [take.id for take in takes if take.rating == 4] == [rated]
    assert len({take.id for take in takes}) == len(takes) == len(track_of(first(), "Vox").takes) + 1
    dropped = drop_form(song.arrangements.current).apply(song)
    assert track_of(dropped, "Vox").takes[-1].pass_id == "later"


def test_media_that_another_form_plays_is_in_use() -> None:
    song = tried()
    emptied = applied(song, *(delete_clips([clip.id for clip in track.clips]) for track in song.tracks if track.clips))
    emptied = replace(emptied, tracks=tuple(replace(one, takes=(), discarded=(), comps=()) for one in emptied.tracks))
    assert set(files_of(emptied)) == set(files_of(first()))
    assert len(list(every_form(emptied))) == 2


def test_what_came_or_went_with_a_track_or_bus_does_not_break_another_form() -> None:
    reverb = next(bus for bus in first().buses if bus.kind == "reverb")
    song = routed = channels.set_curve(VOX, f"send/{reverb.id}/level_db", [Breakpoint(0, -9.0)]).apply(first())
    song = applied(song, try_form(), buses.remove_bus(reverb.id), remove_track(KEYS), add_track("New"))
    back = switch_form(FIRST).apply(song)
    assert check(song) == check(back) == []
    assert track_of(back, "Vox").curves == tuple(
        one for one in track_of(routed, "Vox").curves if "send" not in one.path
    )
    assert track_of(back, song.tracks[-1].id).clips == ()


def test_forms_are_named_and_one_is_the_main_one() -> None:
    song = tried()
    short = song.arrangements.current
    song = applied(song, rename_form(short, "Radio"), rename_form(FIRST, "Album"), set_main_form(short), try_form())
    assert (song.arrangements.name, [other.name for other in song.arrangements.others]) == (
        "Form 3",
        ["Album", "Radio"],
    )
    dropped = drop_form(song.arrangements.current).apply(song)
    assert dropped.arrangements.name == "Radio", "back to the main one"
    assert check(song) == check(dropped) == []
    alone = drop_form(short).apply(dropped)
    assert (alone.arrangements.name, alone.arrangements.main) == ("Album", FIRST)
    refused: list[Edit] = [drop_form(FIRST), switch_form(ArrangementId("gone")), forms.rename_form(FIRST, " ")]
    for edit in refused:
        with pytest.raises(EditRefused):
            edit.apply(alone)


def test_a_frozen_track_keeps_its_form() -> None:
    frozen = track_of(busy_song(), "Keys").frozen
    song = with_track(tried(), KEYS, frozen=frozen)
    with pytest.raises(EditRefused, match="Keys"):
        switch_form(FIRST).apply(song)
