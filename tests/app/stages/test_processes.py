"""Hazards: a template that forgets what it is called for; a step under two headings; a confirmation lost with its process."""

from datetime import UTC, datetime

import pytest

from app.edits.stages import choose_process
from app.session.stages import judgement
from app.stages.progress import stage_progress
from app.stages.song_subject import EVIDENCE, GROUNDS
from app.stages.table import every_step, find_process, process_of, processes, stage_names, stages
from tests.helpers.songs import song_with

# What each process has to name: under which heading (a part of its title), in the words of which step.
SEVEN = """
Writing: lyrics and chords
Writing: sections
Arranging: emotional timeline
Arranging: who plays where
Planning: sessions
Planning: budget
Rehearsing: rehearse
Rehearsing: demo
Room for the lead: room for the lead
every instrument and voice: take of every part
every instrument and voice: every section
Preparing: level
Preparing: left and right
Preparing: room
Balancing: focal point
Polishing: ride levels and sends
Frequency balance: frequencies
Controlled flow: from section to section
Controlled flow: songs flow
Metadata: ISRC
Metadata: vinyl
Metadata: CD (DDP)
Metadata: digital
Each store: each store asks
Own sale: own sale
Own sale: social pages and newsletter
Paid and earned: earned promotion
Paid and earned: paid promotion
Registration: society
Registration: royalties
"""
PRODUCER = """
1 Pre-production: artistic vision
1 Pre-production: emotional timeline
1 Pre-production: work tapes
1 Pre-production: artistry
1 Pre-production: sessions
1 Pre-production: budget
2 Full demo: rhythm section
2 Full demo: composition
2 Full demo: who plays where
2 Full demo: chart
2 Full demo: mark up
2 Full demo: demo
3 Rhythm-section tracking: supervise
3 Rhythm-section tracking: aesthetics
3 Rhythm-section tracking: loudness range
3 Rhythm-section tracking: sonic footprint
4 Lead: over the song
4 Lead: phrasing
5 Keeper leads: keeper leads
6 Background and overdub pre-production: backgrounds and overdubs
7 Background and overdub tracking: track backgrounds and overdubs
8 Final editing and comping: edit and comp
8 Final editing and comping: mix-session forms
8 Final editing and comping: pre-mix the vocal
9 Attended mixing: mix together
9 Attended mixing: focal point
9 Attended mixing: big picture
9 Attended mixing: three dimensions
9 Attended mixing: revise
10 Pre-mastering: pre-master
10 Pre-mastering: master together, and revise
10 Pre-mastering: whole master
10 Pre-mastering: finished record
10 Pre-mastering: next steps
"""
SONGWRITER = """
1 Melody: melody
2 Real-time rehearsal: rehearse
3 Multitrack recording: take of every part
4 Coherent mastering for the album: flow into each other
5 Marketing: promotion
6 Constructive feedback: constructive feedback
6 Constructive feedback: answer the feedback
"""


@pytest.mark.parametrize(
    ("process_id", "named"), [("seven-stages", SEVEN), ("producer", PRODUCER), ("songwriter", SONGWRITER)]
)
def test_a_process_names_every_item_that_it_is_known_for(process_id: str, named: str) -> None:
    headings = process_of(process_id).headings
    known = every_step()
    for line in named.strip().splitlines():
        heading, item = line.split(": ", 1)
        under = [step_id for found in headings if heading in found.title for step_id in found.steps]
        assert any(item.lower() in known[step_id][0].title.lower() for step_id in under), line


def test_the_headings_follow_the_numbers_of_their_source() -> None:
    for process_id, number in (("producer", 10), ("songwriter", 6)):
        titles = [heading.title for heading in process_of(process_id).headings]
        assert [title.split()[0] for title in titles[:number]] == [str(n) for n in range(1, number + 1)]


def test_every_step_is_known_once_and_explains_itself() -> None:
    assert stage_names() == ("Write", "Record", "Mix", "Master", "Distribute", "Promote", "Publish")
    assert [stage.stage for stage in stages()] == [1, 2, 3, 4, 5, 6, 7]
    every = [step for stage in stages() for step in stage.steps]
    assert len({step.id for step in every}) == len(every)
    for step in every:
        assert step.title and step.why.endswith((".", "?")), step.id
        assert not step.title.endswith("."), step.id
        assert set(step.rests_on) | set(step.renewed_by) <= set(GROUNDS), step.id
        assert {name for name in (step.evidence, step.needs) if name} <= set(EVIDENCE), step.id
        assert not step.rests_on or step.after != "this was done", f"{step.id}: after what?"
    assert {ground for step in every for ground in (*step.rests_on, *step.renewed_by)} == set(GROUNDS)


def test_every_process_has_known_steps_once_and_every_step_a_process() -> None:
    used = set()
    for process in processes():
        steps = [step_id for heading in process.headings for step_id in heading.steps]
        assert len(set(steps)) == len(steps) and set(steps) <= set(every_step()), process.name
        assert process.help.endswith(".") and find_process(process.name.upper()) is process
        used |= set(steps)
    assert used == set(every_step()) and [process.name for process in processes()][0] == "Seven stages"


def test_no_confirmation_is_lost_with_another_process() -> None:
    song = song_with("Vox")
    now = datetime(2026, 11, 20, tzinfo=UTC)
    song = judgement(song, "write.budget", now, "Anna", "None.", set_aside=True).apply(song)
    six = choose_process("songwriter").apply(song)
    assert not any(step.step.id == "write.budget" for stage in stage_progress(six) for step in stage.steps)
    back = choose_process("producer").apply(six)
    found = next(step for stage in stage_progress(back) for step in stage.steps if step.step.id == "write.budget")
    assert found.state == "set aside" and found.heading == "1 Pre-production"


def test_a_process_of_a_newer_program_is_shown_as_the_usual_one() -> None:
    song = choose_process("not yet known").apply(song_with())
    assert stage_progress(song) == stage_progress(song_with())
    assert find_process("not yet known") is None
