"""Hazards: a step that is done by wish, evidence that a table misspells, a bounce that has gone stale in silence."""

from dataclasses import replace
from pathlib import Path

from app.edits import (
    buses,
    channels,
    monitor,
    routing,
    sections,
    stages,
    strips,
    tempo,
    tracks,
    vcas,
    versions,
)
from app.edits.edit import Edit
from app.edits.songs import fresh_song, record_bounce
from app.model.automation import Breakpoint
from app.model.ids import BusId, TrackId, VcaId
from app.model.song import Song
from app.model.tempo import Meter, TempoChange
from app.stages.evidence import EVIDENCE
from app.stages.mix_hash import mix_hash
from app.stages.progress import Step, stage_progress
from app.stages.table import seven_stages
from app.storage.song_json import decode_song
from tests.helpers.songs import recorded, song_with

VOX = TrackId("Vox")
STORAGE = Path(__file__).parents[1] / "storage"


def step(song: Song, step_id: str) -> Step:
    return next(found for stage in stage_progress(song) for found in stage.steps if found.id == step_id)


def test_the_table_has_seven_stages_and_names_only_known_evidence() -> None:
    stages_ = seven_stages().stages
    assert [stage.number for stage in stages_] == [1, 2, 3, 4, 5, 6, 7]
    assert [stage.name for stage in stages_] == [
        "Write",
        "Record",
        "Mix",
        "Master",
        "Distribute",
        "Promote",
        "Publish",
    ]
    texts = [found for stage in stages_ for found in stage.steps]
    assert len({found.id for found in texts}) == len(texts)
    assert {found.evidence for found in texts if found.evidence} == set(EVIDENCE)
    assert all(found.title and found.why for found in texts)


def test_an_empty_song_has_done_nothing() -> None:
    assert all(stage.fraction == 0.0 for stage in stage_progress(fresh_song("X")))


def test_confirming_works_only_where_a_person_must_judge() -> None:
    song = song_with("Vox")
    assert step(stages.confirm_step("write.lyrics", True).apply(song), "write.lyrics").by == "confirmed"
    assert not step(stages.confirm_step("record.takes", True).apply(song), "record.takes").done
    twice = stages.confirm_step("write.lyrics", True).apply(stages.confirm_step("write.lyrics", True).apply(song))
    assert twice.confirmed_steps == ("write.lyrics",)
    assert stages.confirm_step("write.lyrics", False).apply(twice).confirmed_steps == ()


def test_default_names_are_no_plan() -> None:
    assert not step(tracks.add_track().apply(fresh_song("X")), "write.parts").done
    assert step(song_with("Vox"), "write.parts").done


def test_takes_levels_and_clipping_show_in_the_song() -> None:
    song = song_with("Vox")
    song = sections.add_section("Verse", 1, 1).apply(song)
    done = recorded(song, Path("/s"), ["Vox"])
    for step_id in ("write.demo", "record.takes", "record.cover", "record.unclipped", "record.dropouts"):
        assert step(done, step_id).by == "evidence", step_id
        assert not step(song, step_id).done, step_id
    clipped = recorded(song, Path("/s"), ["Vox"], peak=1.0)
    assert not step(clipped, "record.unclipped").done
    assert not step(done, "mix.levels").done
    assert step(strips.set_fader_db(VOX, -3).apply(done), "mix.levels").done


def test_a_bounced_mix_goes_stale_with_the_mix_and_not_with_anything_else() -> None:
    song = recorded(song_with("Vox"), Path("/s"), ["Vox"])
    song = record_bounce("mix", mix_hash(song)).apply(song)
    assert step(song, "mix.bounced").done
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
    assert not stale.done and stale.stale == "the mix changed since it was bounced"
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
