"""Hazards: a step that is done by wish; a step that is not done and does not say what is missing; evidence that a step misspells.

For each evidence: a song where it is not done, one where it is, and its sentence in both.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from pathlib import Path

import pytest

from app.edits import blueprint, brief, buses, people, plan, sections, strips, tempo, tracks, writers
from app.edits.channels import set_curve, set_parameter
from app.edits.edit import Edit
from app.edits.stages import note_receipt
from app.edits.versions import save_version
from app.model.automation import Breakpoint
from app.model.brief import Brief
from app.model.ids import PartId, PersonId, ReferenceId, SectionId, TrackId
from app.model.lyrics import Lyrics
from app.model.reference import Reference
from app.model.song import Song
from app.model.stage_record import StageRecord
from app.model.take import Dropout
from app.model.track import Keeper
from app.stages.song_subject import EVIDENCE
from app.stages.table import every_step
from tests.helpers.songs import recorded, song_with, with_clip

VOX, BASS = TrackId("Vox"), TrackId("Bass")
A, B = PersonId("a"), PersonId("b")
BAR = 96000  # in frames
FOLDER = Path("/s")


def after(song: Song, *edits: Edit) -> Song:
    return reduce(lambda found, edit: edit.apply(found), edits, song)


def with_lyrics(song: Song, text: str, key: str = "") -> Song:
    return replace(song, lyrics=Lyrics(text, key=key))


def section(name: str, start: int, intensity: int = 5) -> Edit:
    return sections.add_section(name, 1 + start, 1, intensity, section_id=SectionId(name))


def two_sections(song: Song) -> Song:
    return after(song, section("Verse", 0, 4), section("Chorus", 1, 8))


def part(name: str, *where: str, **fields: object) -> Edit:
    made = blueprint.add_part(name, PartId(name), **fields)
    cells = blueprint.plan_cells([(PartId(name), SectionId(one)) for one in where], True)
    return Edit.combine("", [made, cells])


def planned(song: Song) -> Song:
    """Vox leads in both sections, Bass plays in the chorus."""
    song = two_sections(song)
    return after(song, part("Vox", "Verse", "Chorus", lead=True, track=VOX), part("Bass", "Chorus", track=BASS))


def two_writers(song: Song) -> Song:
    return after(
        song,
        people.add_person("Anna", A),
        people.add_person("Bo", B),
        writers.add_writer(A),
        writers.add_writer(B),
    )


def kept(song: Song, track_id: TrackId) -> Song:
    marked = (Keeper(0, 2 * BAR),)
    return replace(song, tracks=tuple(replace(t, keepers=marked) if t.id == track_id else t for t in song.tracks))


def take_changed(song: Song, **fields: object) -> Song:
    (track, *rest) = song.tracks
    takes = tuple(replace(take, **fields) for take in track.takes)  # type: ignore[arg-type]
    return replace(song, tracks=(replace(track, takes=takes), *rest))


def noted(step: str, note: str = "") -> Edit:
    return note_receipt("", StageRecord(step, "done", when="2020-11-21T12:00:00+00:00", note=note))


def referring(listen_for: str) -> Song:
    blue = Reference(ReferenceId("r"), "Blue", "audio/blue.wav", BAR, -14.0, listen_for)
    return replace(BARE, brief=Brief(references=(blue,)))


BARE = song_with()
BAND = song_with("Vox", "Bass")
SUNG = recorded(song_with("Vox"), FOLDER, ["Vox"])
FULL = recorded(planned(BAND), FOLDER, ["Vox", "Bass"], length=2 * BAR)
REVERB = next(bus.id for bus in SUNG.buses if bus.kind == "reverb")
PHONES = next(bus.id for bus in SUNG.buses if bus.kind == "headphones")
CROWD = after(planned(BAND), *(part(f"Extra {n}", "Chorus") for n in range(2)), blueprint.set_most_with_lead(2))

TABLE: list[tuple[str, Song, str, Song, str]] = [
    ("sections_laid_out", BARE, "The song has no sections.", two_sections(BARE), "The song has 2 sections."),
    ("sections_laid_out", after(BARE, section("Verse", 0)), "One section is no form yet. Add a second one.",
     two_sections(BARE), "The song has 2 sections."),
    ("intensity_varies", after(BARE, section("Verse", 0), section("Chorus", 1)), "Every section has the intensity 5.",
     two_sections(BARE), "The intensity moves from 4 to 8."),
    ("lyrics_written", BARE, "There are no words yet.", with_lyrics(BARE, "[Am]The kettle and [F]the rain"),
     "Words and chords are written."),
    ("lyrics_written", with_lyrics(BARE, "{title: Rain}\nThe kettle"), "The words have no chords yet.",
     with_lyrics(BARE, "{title: Rain}\nThe [C]kettle"), "Words and chords are written."),
    ("lyrics_written", with_lyrics(two_sections(BARE), "{sov: Verse}\n[C]Rain\n{eov}\n{soc: Chorus}\n[F] [G]\n{eoc}"),
     "There are no words for Chorus yet.",
     with_lyrics(two_sections(BARE), "{sov: Verse}\n[C]Rain\n{eov}\n{soc: Chorus}\n[Xyz]Fall [*softly]\n{eoc}"),
     "Words and chords are written. [Xyz] is no chord that Worktape knows."),
    ("key_and_tempo_decided", after(BARE, tempo.set_tempo(98.0)),
     "The song has no key yet. Write a chord, or choose the key.",
     with_lyrics(after(BARE, tempo.set_tempo(98.0)), "", "Am"), "A minor at 98 bpm."),
    ("key_and_tempo_decided", with_lyrics(BARE, "", "Am"),
     "The tempo is still 120 bpm, with which every song begins. Change it, or mark this step as done.",
     with_lyrics(after(BARE, tempo.set_tempo(98.0)), "", "Am"), "A minor at 98 bpm."),
    ("tracks_named", after(BAND, tracks.add_track()), "Track 3 still has its first name.", BAND,
     "Every track has a name of its own."),
    ("parts_planned", two_sections(BARE), "No part is planned yet.", planned(BAND), "2 parts planned over all sections."),
    ("parts_planned", after(planned(BAND), part("Keys")), "Keys plays in no section.", planned(BAND),
     "2 parts planned over all sections."),
    ("parts_planned", after(planned(BAND), section("Outro", 2)), "Nothing plays in Outro yet.", planned(BAND),
     "2 parts planned over all sections."),
    ("parts_planned", BAND, "Lay out the sections first: parts are planned section by section.", planned(BAND),
     "2 parts planned over all sections."),
    ("lead_has_room", after(two_sections(BARE), part("Bass", "Verse")), "No part is marked as the lead.", planned(BAND),
     "The lead has room in every section."),
    ("lead_has_room", after(two_sections(BARE), part("Vox", lead=True)), "Vox plays in no section.", planned(BAND),
     "The lead has room in every section."),
    ("lead_has_room", CROWD, "Vox has little room in Chorus: 3 other parts play with it. Leave one out there.",
     planned(BAND), "The lead has room in every section."),
    ("vision_written", BARE, "The vision is not written down yet.", after(BARE, brief.write_vision("Rain on a roof.")),
     "The vision is written down."),
    ("references_chosen", BARE, "There is no reference yet.", referring("The drums"), "1 reference to listen to."),
    ("references_chosen", referring(""), "Write down what to listen for in Blue.", referring("The drums"),
     "1 reference to listen to."),
    ("something_recorded", BAND, "Nothing is recorded yet.", SUNG, "1 take recorded."),
    ("something_recorded", BAND, "Nothing is recorded yet.", with_clip(BAND, "Vox", 0, BAR),
     "A recording lies on the timeline."),
    ("something_recorded", take_changed(SUNG, peak_db=-60.0), "The take is silent. Check the input, then record again.",
     SUNG, "1 take recorded."),
    ("every_part_recorded", take_changed(FULL, peak_db=-72.0), "Still to record: Vox in Verse and Vox in Chorus.",
     FULL, "Every planned part has a take."),
    ("chart_printed", BARE, "The chart has not been printed yet.", after(BARE, noted("write.chart")),
     "The chart was printed on 21 November 2020."),
    ("rehearsed", BARE, "Nobody has rehearsed with the click yet.", after(BARE, noted("write.rehearse")),
     "Rehearsed on 21 November 2020."),
    ("rehearsed", BARE, "Nobody has rehearsed with the click yet.",
     after(BARE, noted("write.rehearse", "with the click")), "Rehearsed with the click on 21 November 2020."),
    ("shares_complete", BARE, "No writer is entered.", two_writers(BARE), "The shares sum to 100 %."),
    ("shares_complete", after(two_writers(BARE), writers.set_share(A, 4000)),
     "The shares sum to 40 %: 60 % is missing. Registration needs 100 %; recording does not.",
     two_writers(BARE), "The shares sum to 100 %."),
    ("shares_agreed", after(two_writers(BARE), writers.agree([A], "2026-11-21")), "Bo has not agreed to the shares yet.",
     after(two_writers(BARE), writers.agree([A, B], "2026-11-21")),
     "All writers agreed to their shares, which sum to 100 %."),
    ("sessions_dated", BARE, "No session is planned.", after(BARE, plan.add_session("2020-11-28")),
     "1 session planned, from 28 November 2020 on."),
    ("budget_set", after(BARE, plan.add_budget_line("Studio")), "The budget plans no amount.",
     after(BARE, plan.add_budget_line("Studio", planned_cents=120000)), "1200 EUR planned."),
    ("inputs_chosen", BAND, "Vox and Bass have no input.", after(song_with("Vox"), tracks.set_inputs(VOX, (1,))),
     "Every part has an input or audio."),
    ("headphones_set", SUNG, "No headphone mix has an output or a level of its own.",
     after(SUNG, buses.set_outputs(PHONES, (3, 4))), "A headphone mix is set."),
    ("every_part_recorded", BAND, "Vox and Bass have no take.", recorded(BAND, FOLDER, ["Vox", "Bass"]),
     "Every track has audio."),
    ("every_part_recorded", planned(BAND), "Vox and Bass have no take.", FULL, "Every planned part has a take."),
    ("every_part_recorded", recorded(planned(BAND), FOLDER, ["Vox", "Bass"], length=BAR),
     "Still to record: Vox in Chorus and Bass in Chorus.", FULL, "Every planned part has a take."),
    ("every_part_recorded", after(FULL, part("Keys", "Verse")), "Keys has no track yet.", FULL,
     "Every planned part has a take."),
    ("sections_covered", recorded(two_sections(BAND), FOLDER, ["Vox"], length=BAR), "Chorus has too little audio.",
     FULL, "Every section has audio."),
    ("takes_unclipped", recorded(BAND, FOLDER, ["Vox"], peak=1.0), "Vox clips.", SUNG, "No take in use clips."),
    ("takes_unclipped", BAND, "Nothing is recorded yet.", SUNG, "No take in use clips."),
    ("takes_without_dropouts", take_changed(SUNG, dropouts=(Dropout(100, 20),)), "Vox has dropouts.", SUNG,
     "No take in use has a dropout."),
    ("keepers_marked", SUNG, "Vox has too few keepers.", kept(SUNG, VOX), "Keepers are marked on every recorded track."),
    ("lead_kept", FULL, "Vox has too few keepers.", kept(FULL, VOX), "Keepers are marked on the lead."),
    ("lead_kept", BAND, "No part is marked as the lead.", kept(FULL, VOX), "Keepers are marked on the lead."),
    ("levels_set", SUNG, "Vox is as loud as when recorded.", after(SUNG, strips.set_fader_db(VOX, -3.0)),
     "Every track with audio has a level of its own."),
    ("levels_set", BAND, "There is no audio to mix yet.", after(SUNG, strips.set_fader_db(VOX, -3.0)),
     "Every track with audio has a level of its own."),
    ("tracks_placed", SUNG, "One mono track: set this step aside if it belongs in the middle.",
     after(FULL, strips.set_pan(VOX, -0.3), strips.set_pan(BASS, 0.3)), "Tracks lie on both sides."),
    ("tracks_placed", after(FULL, strips.set_pan(VOX, -0.3)), "All tracks lie on one side, or in the middle.",
     after(FULL, strips.set_pan(VOX, -0.3), strips.set_pan(BASS, 0.3)), "Tracks lie on both sides."),
    ("effects_used", SUNG, "No track sends to an effect.", after(SUNG, strips.set_send_db(VOX, REVERB, -12.0)),
     "Parts share an effect."),
    ("automation_written", SUNG, "Nothing is automated yet.", after(SUNG, set_curve(VOX, "pan", [Breakpoint(0, 0.0)])),
     "Levels or sends are automated."),
    ("versions_kept", SUNG, "No version of the mix is kept.", after(SUNG, save_version()), "1 version of the mix kept."),
    ("no_solo", after(SUNG, set_parameter(VOX, "solo", True)), "Vox is soloed.", SUNG, "No track is soloed."),
    ("mix_bounced", SUNG, "The mix has not been bounced yet.", after(SUNG, noted("mix.bounced")),
     "The mix was bounced on 21 November 2020."),
    ("stems_bounced", SUNG, "The stems have not been bounced yet.", after(SUNG, noted("mix.stems")),
     "The stems were bounced on 21 November 2020."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "bare", "lack", "full", "proof"), TABLE, ids=[f"{row[0]}-{n}" for n, row in enumerate(TABLE)]
)
def test_each_evidence_says_what_is_missing_and_what_shows_it(
    name: str, bare: Song, lack: str, full: Song, proof: str
) -> None:
    before, found = EVIDENCE[name](bare), EVIDENCE[name](full)
    assert (before.done, before.reason) == (False, lack)
    assert (found.done, found.reason, found.fraction) == (True, proof, 1.0)
    assert 0.0 <= before.fraction < 1.0


def test_every_evidence_is_in_the_table_and_belongs_to_a_step() -> None:
    steps = [step for step, _ in every_step().values()]
    assert {row[0] for row in TABLE} == set(EVIDENCE)
    assert {name for step in steps for name in (step.evidence, step.needs) if name} == set(EVIDENCE)


def test_what_lacks_names_its_first_track() -> None:
    """A click on the step leads there."""
    find: Callable[[str, Song], object] = lambda name, song: EVIDENCE[name](song).track  # noqa: E731
    assert find("inputs_chosen", after(BAND, tracks.set_inputs(VOX, (1,)))) == BASS
    assert find("every_part_recorded", recorded(planned(BAND), FOLDER, ["Vox"], length=2 * BAR)) == BASS
    assert find("levels_set", after(FULL, strips.set_fader_db(VOX, -1.0))) == BASS


def test_half_of_a_thing_is_half_of_its_ring() -> None:
    half = recorded(BAND, FOLDER, ["Vox"])
    assert EVIDENCE["every_part_recorded"](half).fraction == 0.5
    muted = with_clip(BAND, "Vox", 0, BAR)
    assert EVIDENCE["every_part_recorded"](muted).fraction == 0.5
