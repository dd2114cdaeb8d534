"""Hazards: a step that stays green after what it rested on has changed; one that turns stale for nothing; a sentence that
does not say what changed, or when."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import reduce
from pathlib import Path

import pytest

from app.edits import blueprint, brief, people, sections, songs, stages, strips, tempo, tracks, writers
from app.edits.edit import Edit
from app.model.ids import PartId, PersonId, SectionId, TrackId
from app.model.lyrics import Lyrics
from app.model.song import Song
from app.model.track import Keeper
from app.session.stages import judgement
from app.stages.progress import stage_progress, step_progress
from app.stages.recording import make_record, refreshed_song
from app.stages.table import every_step
from app.storage.song_json import decode_song, encode_song
from tests.helpers.songs import recorded, song_with

VOX, BASS, ANNA = TrackId("Vox"), TrackId("Bass"), PersonId("a")
VERSE, CHORUS = SectionId("Verse"), SectionId("Chorus")
BEFORE = datetime(2020, 11, 20, 12, tzinfo=UTC)
AFTER = datetime(2020, 11, 27, 12, tzinfo=UTC)
STORAGE = Path(__file__).parents[1] / "storage"


def after(song: Song, *edits: Edit) -> Song:
    return reduce(lambda found, edit: edit.apply(found), edits, song)


def whole_song() -> Song:
    """A song in which every step is done, by evidence or by Anna's word, on 20 November 2020."""
    song = after(
        song_with("Vox", "Bass"),
        tempo.set_tempo(98.0),
        sections.add_section("Verse", 1, 1, 4, VERSE),
        sections.add_section("Chorus", 2, 1, 8, CHORUS),
        people.add_person("Anna", ANNA),
        writers.add_writer(ANNA),
        blueprint.add_part("Vox", PartId("v"), lead=True, track=VOX),
        blueprint.add_part("Bass", PartId("b"), track=BASS),
        blueprint.plan_cells([(PartId(p), s) for p in "vb" for s in (VERSE, CHORUS)], True),
    )
    song = replace(song, lyrics=Lyrics("The [Am]kettle", key="Am"))
    song = recorded(song, Path("/s"), ["Vox", "Bass"], length=300000)
    kept = tuple(
        replace(
            track,
            keepers=(Keeper(0, 300000),),
            takes=tuple(replace(take, recorded_at="2020-11-19T12:00:00+00:00") for take in track.takes),
        )
        for track in song.tracks
    )
    song = refreshed_song(replace(song, tracks=kept), BEFORE)
    for step_id in every_step():
        if step_progress(song, step_id).state != "open":
            continue
        receipt = step_id in ("write.chart", "write.rehearse", "mix.bounced", "mix.stems")
        record = make_record(song, step_id, "done" if receipt else "confirmed", BEFORE, "" if receipt else "Anna")
        song = (stages.note_receipt("", record) if receipt else stages.judge_step(record)).apply(song)
    return song


WHOLE = whole_song()


def stale(song: Song) -> dict[str, str]:
    every = {step_id: step_progress(song, step_id) for step_id in every_step()}
    return {step_id: found.stale for step_id, found in every.items() if found.stale}


def section_after(name: str) -> Edit:
    return sections.add_section(name, 3, 1, 3, SectionId(name))


def lyrics(text: str, key: str = "Am") -> Edit:
    return Edit("", lambda song: replace(song, lyrics=Lyrics(text, key=key)))


def shorter_take() -> Edit:
    def apply(song: Song) -> Song:
        (vox, *rest) = song.tracks
        return replace(song, tracks=(replace(vox, clips=(replace(vox.clips[0], length_frames=290000),)), *rest))

    return Edit("", apply)


TEMPO_BOUND = (
    "write.arrangement write.phrasing write.demo write.chart write.rehearse record.takes record.lead mix.forms"
)
MIX_BOUND = (
    "mix.mono mix.bounced mix.stems master.prepared master.balance master.flow master.loudness master.quality "
    "master.rendered master.finished distribute.files distribute.delivered"
)
# What is done, the steps that turn stale by it and no others, and the sentence of one of them.
CHANGES: list[tuple[str, Edit, str, str, str]] = [
    ("lyric after chart", lyrics("The [Am]kettle boils"),
     "write.oversight write.phrasing write.chart write.markup write.rehearse record.lead publish.registered",
     "write.chart", "The lyrics changed on 27 November 2020, after the chart was printed."),
    ("tempo after demo", tempo.set_tempo(104.0), f"{TEMPO_BOUND} {MIX_BOUND}",
     "write.demo", "The tempo changed on 27 November 2020, after the demo was recorded."),
    ("key after rehearsal", lyrics("The [Am]kettle", "Bm"),
     "write.phrasing write.demo write.chart write.rehearse record.takes record.lead mix.forms",
     "write.rehearse", "The key changed on 27 November 2020, after you rehearsed."),
    ("part removed after blueprint", blueprint.remove_part(PartId("b")),
     "write.overdubs record.supervision record.footprint record.overdubs",
     "write.overdubs", "The blueprint changed on 27 November 2020, after backgrounds and overdubs were planned."),
    ("intensity after the arc of the lead", sections.set_section_intensity(CHORUS, 9),
     "write.lead_arc record.range master.flow",
     "write.lead_arc", "The emotional timeline changed on 27 November 2020, after the arc of the lead was shaped."),
    ("section renamed after chart", sections.rename_section(VERSE, "Verse 1"),
     "write.arrangement write.oversight write.chart write.markup write.rehearse mix.focus mix.picture",
     "write.markup", "The form changed on 27 November 2020, after the charts were marked up."),
    ("fader after bounce", strips.set_fader_db(VOX, -3.0), MIX_BOUND,
     "mix.bounced", "The mix changed on 27 November 2020, after it was bounced."),
    ("take trimmed after keepers", shorter_take(),
     f"record.keepers record.comped mix.vocal mix.focus {MIX_BOUND}",
     "record.keepers", "The takes changed on 27 November 2020, after the keepers were marked."),
    ("title after registration", songs.rename_song("Rain"),
     "master.metadata distribute.data distribute.delivered promote.kit publish.works publish.registered",
     "publish.registered", "Title or artist changed on 27 November 2020, after it was registered."),
    ("writer's role after split sheet", writers.set_writer_role(ANNA, "music"),
     "publish.writers publish.shares publish.registered publish.confirmed",
     "publish.shares", "The writers or their shares changed on 27 November 2020, after the split sheet was signed."),
    ("track renamed after the session forms", tracks.rename_track(BASS, "Double bass"), "mix.forms mix.depth",
     "mix.forms", "The tracks changed on 27 November 2020, after the mix-session forms were filled in."),
    ("vision", brief.write_vision("Rain on a roof."), "", "", ""),
]  # fmt: skip


def test_a_song_in_which_all_is_done_is_done() -> None:
    assert stale(WHOLE) == {} and all(stage.fraction == 1.0 for stage in stage_progress(WHOLE))
    assert refreshed_song(WHOLE, AFTER) is WHOLE


@pytest.mark.parametrize(
    ("edit", "steps", "shown", "sentence"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES]
)
def test_a_change_makes_exactly_the_steps_stale_that_rest_on_it(
    edit: Edit, steps: str, shown: str, sentence: str
) -> None:
    changed = refreshed_song(edit.apply(WHOLE), AFTER)
    found = stale(changed)
    assert set(found) == set(steps.split())
    assert not shown or found[shown] == sentence
    assert stale(refreshed_song(changed, datetime(2020, 12, 1, tzinfo=UTC))) == found, "the day stays"
    assert stale(decode_song(encode_song(changed), "song.json")) == found
    assert stale(edit.apply(WHOLE)).keys() == found.keys(), "also before the day was noted"


def test_several_changes_are_named_together() -> None:
    changed = refreshed_song(tempo.set_tempo(104.0).apply(WHOLE), AFTER)
    changed = refreshed_song(lyrics("Rain", "Bm").apply(changed), datetime(2020, 11, 28, tzinfo=UTC))
    assert stale(changed)["write.chart"] == (
        "The tempo changed on 27 November 2020 and the lyrics and the key changed on 28 November 2020, "
        "after the chart was printed."
    )


def test_still_right_confirms_a_stale_step_again() -> None:
    changed = refreshed_song(tempo.set_tempo(104.0).apply(WHOLE), AFTER)
    right = judgement(changed, "write.demo", AFTER, "Anna", "", set_aside=False).apply(changed)
    assert set(stale(right)) == {*TEMPO_BOUND.split(), *MIX_BOUND.split()} - {"write.demo"}
    assert step_progress(right, "write.demo").done
    assert "write.demo" in stale(refreshed_song(tempo.set_tempo(90.0).apply(right), AFTER)), "and may turn stale again"


def test_a_change_that_is_taken_back_leaves_nothing_stale() -> None:
    changed = refreshed_song(tempo.set_tempo(104.0).apply(WHOLE), AFTER)
    back = refreshed_song(tempo.set_tempo(98.0).apply(changed), AFTER)
    assert stale(back) == {} and back.stages.records == WHOLE.stages.records


def test_doing_it_again_renews_a_stale_step() -> None:
    """Takes are recorded on 1 January 2026, long after the change."""
    changed = refreshed_song(tempo.set_tempo(104.0).apply(WHOLE), AFTER)
    one = refreshed_song(recorded(changed, Path("/s"), ["Vox"], pass_id="p2"), AFTER)
    assert "write.demo" not in stale(one) and "record.lead" not in stale(one)
    assert "record.takes" in stale(one), "the bass is still at the old tempo"
    both = refreshed_song(recorded(one, Path("/s"), ["Bass"], pass_id="p3"), AFTER)
    assert "record.takes" not in stale(both)
    late = refreshed_song(tempo.set_tempo(104.0).apply(WHOLE), datetime(2026, 1, 2, tzinfo=UTC))
    early = refreshed_song(recorded(late, Path("/s"), ["Vox"], pass_id="p2"), AFTER)
    assert "write.demo" in stale(early), "the take is from before the change"


def test_planning_again_renews_what_new_sections_made_stale() -> None:
    changed = refreshed_song(section_after("Outro").apply(WHOLE), AFTER)
    assert step_progress(changed, "write.blueprint").state == "open", "nobody plays in the outro"
    assert "write.arc" in stale(changed)
    planned = blueprint.plan_cells([(PartId("v"), SectionId("Outro"))], True).apply(changed)
    planned = sections.set_section_intensity(SectionId("Outro"), 2).apply(planned)
    planned = refreshed_song(planned, AFTER)
    assert step_progress(planned, "write.blueprint").done and step_progress(planned, "write.arc").done


def test_what_is_no_longer_there_is_forgotten_and_found_again() -> None:
    bare = refreshed_song(replace(WHOLE, sections=()), AFTER)
    assert step_progress(bare, "write.sections").state == "open"
    assert not any(record.step == "write.sections" for record in bare.stages.records)


def test_a_step_set_aside_does_not_turn_stale() -> None:
    aside = judgement(WHOLE, "mix.mono", BEFORE, "Anna", "Vinyl only.", set_aside=True).apply(WHOLE)
    changed = refreshed_song(strips.set_fader_db(VOX, -3.0).apply(aside), AFTER)
    assert "mix.mono" not in stale(changed) and step_progress(changed, "mix.mono").done


def test_songs_of_version_7_keep_what_was_confirmed() -> None:
    song = decode_song((STORAGE / "version_7.json").read_bytes(), "song.json")
    for step_id in ("write.lyrics", "mix.mono"):
        found = step_progress(song, step_id)
        assert found.state == "confirmed" and found.reason == "Marked as done." and not found.stale
    seen = refreshed_song(song, BEFORE)
    moved = refreshed_song(strips.set_fader_db(seen.tracks[0].id, -7.5).apply(seen), AFTER)
    assert (
        step_progress(moved, "mix.mono").stale == "The mix changed on 27 November 2020, after you checked it in mono."
    )
