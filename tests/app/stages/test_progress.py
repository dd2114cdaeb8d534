"""Hazards: a stage that no song can finish, a bounce that has gone stale in silence, a confirmation without a name."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.edits import (
    buses,
    channels,
    monitor,
    people,
    routing,
    sections,
    stages,
    strips,
    tempo,
    tracks,
    vcas,
    versions,
    writers,
)
from app.edits.edit import Edit
from app.edits.songs import fresh_song
from app.model.automation import Breakpoint
from app.model.ids import BusId, PersonId, TrackId, VcaId
from app.model.song import Song
from app.model.tempo import Meter, TempoChange
from app.problems import Refused
from app.session.stages import judgement
from app.stages.mix_hash import mix_hash
from app.stages.progress import StepProgress, stage_progress, step_progress
from app.stages.recording import make_record
from app.storage.song_json import decode_song
from tests.helpers.songs import recorded, song_with

VOX = TrackId("Vox")
STORAGE = Path(__file__).parents[1] / "storage"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def step(song: Song, step_id: str) -> StepProgress:
    return next(found for stage in stage_progress(song) for found in stage.steps if found.step.id == step_id)


def judged(song: Song, step_id: str, who: str = "", note: str = "", *, set_aside: bool = False) -> Song:
    return judgement(song, step_id, NOW, who, note, set_aside=set_aside).apply(song)


def test_an_empty_song_has_done_nothing() -> None:
    assert all(stage.fraction == 0.0 and not stage.done for stage in stage_progress(fresh_song("X")))


def test_a_person_confirms_with_name_day_and_note_and_takes_it_back() -> None:
    song = judged(song_with("Vox"), "write.artistry", "Anna", "Sang it in three bars.")
    found = step_progress(song, "write.artistry")
    assert found.done and found.state == "confirmed" and found.note == "Sang it in three bars."
    assert found.reason == "Marked as done by Anna on 20 November."
    assert not step_progress(stages.reopen_step("write.artistry").apply(song), "write.artistry").done
    assert len(judged(song, "write.artistry", "Bo").stages.records) == 1, "the last word counts"


@pytest.mark.parametrize("set_aside", [False, True])
def test_every_stage_of_any_song_can_be_finished(set_aside: bool) -> None:
    """One voice and a guitar have nothing to pan, and yet the song gets done."""
    song = song_with("Vox")
    if not set_aside:  # what must not be registered with shares that do not add up
        song = people.add_person("Anna", PersonId("a")).apply(song)
        song = writers.add_writer(PersonId("a")).apply(song)
    for stage in stage_progress(song):
        for found in stage.steps:
            song = judged(song, found.step.id, "Anna", "Not in this song.", set_aside=set_aside)
    assert all(stage.fraction == 1.0 and stage.line == "done" for stage in stage_progress(song))
    assert all(found.note for stage in stage_progress(song) for found in stage.steps if found.state == "set aside")


def test_shares_that_do_not_add_up_block_the_registration_and_nothing_else() -> None:
    song = people.add_person("Anna", PersonId("a")).apply(song_with("Vox"))
    song = writers.set_share(PersonId("a"), 8000).apply(writers.add_writer(PersonId("a")).apply(song))
    blocked = {found.step.id: found.blocked for stage in stage_progress(song) for found in stage.steps if found.blocked}
    assert set(blocked) == {"publish.shares", "publish.registered"}
    assert blocked["publish.registered"] == (
        "Register with the society has to wait. The shares sum to 80 %: 20 % is missing. "
        "Registration needs 100 %; recording does not."
    )
    with pytest.raises(Refused, match="80 %"):
        judged(song, "publish.registered")
    assert not step(writers.set_share(PersonId("a"), 10000).apply(song), "publish.registered").blocked


def test_takes_levels_and_clipping_show_in_the_song() -> None:
    song = song_with("Vox")
    song = sections.add_section("Verse", 1, 1).apply(song)
    done = recorded(song, Path("/s"), ["Vox"])
    for step_id in ("write.demo", "record.takes", "record.cover", "record.unclipped", "record.dropouts"):
        assert step(done, step_id).state == "done", step_id
        assert not step(song, step_id).done, step_id
    assert step(song, "record.takes").reason == "Vox has no take." and step(song, "record.takes").track == VOX


def bounced(song: Song) -> Song:
    return stages.note_receipt("", make_record(song, "mix.bounced", "done", NOW)).apply(song)


def test_a_bounced_mix_goes_stale_with_the_mix_and_not_with_anything_else() -> None:
    song = recorded(song_with("Vox"), Path("/s"), ["Vox"])
    song = bounced(song)
    assert step(song, "mix.bounced").done and bounced(song) is song, "once a day"
    phones = next(bus.id for bus in song.buses if bus.kind == "headphones")
    for edit in (
        tracks.rename_track(VOX, "Lead"),
        channels.set_parameter(VOX, f"cue/{phones}/level_db", -9.0),
        tracks.set_armed(VOX, True),
        sections.add_section("Verse", 1, 1),
    ):
        assert step(edit.apply(song), "mix.bounced").done, edit.label
    moved = strips.set_fader_db(VOX, -1).apply(song)
    stale = step(moved, "mix.bounced")
    assert not stale.done and stale.stale == "The mix changed, after it was bounced."
    again = bounced(moved)
    assert step(again, "mix.bounced").done
    assert step(strips.set_fader_db(VOX, 0).apply(again), "mix.bounced").done, "both were bounced"
    assert mix_hash(replace(moved)) == mix_hash(moved)


def test_the_mixs_hash_follows_all_that_is_heard_and_nothing_else() -> None:
    song = buses.add_bus("group", bus_id=BusId("G")).apply(song_with("Vox", "Bass"))
    song = vcas.add_vca(vca_id=VcaId("V")).apply(song)
    reverb = next(bus.id for bus in song.buses if bus.kind == "reverb")
    phones = next(bus.id for bus in song.buses if bus.kind == "headphones")
    song = channels.set_curve(VOX, "pan", [Breakpoint(0, 0.0)]).apply(song)
    heard: list[Edit] = [
        channels.set_parameter(VOX, "eq/on", True),
        channels.set_parameter(BusId("G"), "compressor/ratio", 4.0),
        channels.set_parameter(reverb, "decay_s", 3.0),
        channels.set_parameter(song.master.id, "limiter/on", True),
        channels.set_parameter(VOX, f"send/{reverb}/level_db", -3.0),
        channels.set_automation_mode(VOX, "off"),
        routing.set_output(VOX, BusId("G")),
        routing.set_key(VOX, TrackId("Bass")),
        vcas.assign_vca(VOX, VcaId("V")),
        vcas.set_vca_parameter(VcaId("V"), "fader_db", -3.0),
    ]
    unheard: list[Edit] = [
        channels.set_parameter(VOX, "listen", "pfl"),
        channels.set_parameter(VOX, f"cue/{phones}/level_db", -3.0),
        channels.set_parameter(phones, "fader_db", -3.0),
        channels.set_automation_mode(VOX, "touch"),
        channels.set_exclusive_solo(True),
        monitor.set_monitor(dim=True),
        versions.save_version(),
    ]
    before = mix_hash(song)
    for edit in heard:
        assert mix_hash(edit.apply(song)) != before, edit.label
    for edit in unheard:
        assert mix_hash(edit.apply(song)) == before, edit.label


def test_a_click_pattern_is_no_change_of_the_mix() -> None:
    song = tempo.set_tempo_change(TempoChange(5, 90.0, Meter(4, 4))).apply(fresh_song("Song", 48000))
    assert mix_hash(tempo.set_accents("X.x.").apply(song)) == mix_hash(song)
    assert mix_hash(tempo.set_tempo_change(TempoChange(5, 91.0, Meter(4, 4))).apply(song)) != mix_hash(song)


def test_a_bounce_of_an_older_version_stays_valid_and_new_sound_of_a_clip_makes_it_stale() -> None:
    """The hash is that which version 6 of the program gave this song."""
    song = decode_song((STORAGE / "version_6.json").read_bytes(), "song.json")
    assert mix_hash(song) == "23f2f78f376a"
    track = song.tracks[0]
    for change, audible in (
        ({"muted": True}, True),
        ({"fade_in_shape": "slow"}, True),
        ({"locked": True}, False),
        ({"colour": 3}, False),
    ):
        clips = (replace(track.clips[0], **change), *track.clips[1:])
        changed = replace(song, tracks=(replace(track, clips=clips), *song.tracks[1:]))
        assert (mix_hash(changed) != mix_hash(song)) == audible, change
