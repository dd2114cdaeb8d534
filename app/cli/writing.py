"""People, writers, blueprint, schedule and budget of a song, shown and changed.

Lives: command line, main thread.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, get_args

from app.cli.opening import save, song_for_editing
from app.cli.reporting import Reporter
from app.edits import blueprint as blueprint_edits
from app.edits import people as people_edits
from app.edits import plan as plan_edits
from app.edits import writers as writer_edits
from app.edits.edit import Edit
from app.messages.command_line import (
    file_is_there,
    no_field,
    no_role,
    no_section,
    table_written,
    what_equals_what,
)
from app.messages.writing import nobody_called
from app.model.ids import PersonId, SectionId, new_id
from app.model.people import Person
from app.model.song import Song
from app.model.writers import WriterRole
from app.problems import Refused
from app.song.blueprint_tracks import make_tracks
from app.storage.folder import refuse_recordings, song_folder
from app.storage.song_store import read_song
from app.storage.whole_file import write_whole
from app.text import tables
from app.text.money import format_money, parse_money
from app.text.planning import day_and_time, people_named
from app.text.shares import format_share, parse_share, shares_sentence

PERSON_FIELDS = {
    "name": "name",
    "legal-name": "legal_name",
    "does": "roles",
    "plays": "instruments",
    "society": "society",
    "ipi": "ipi",
    "contact": "contact",
}
Change = Callable[[Song], Edit]


def people(path: Path, name: str | None, values: Sequence[str], remove: str | None, report: Reporter) -> None:
    """Add or change a person, or remove one; then list everybody."""
    steps: list[Change] = []
    if remove is not None:
        steps.append(lambda song: people_edits.remove_person(_person(song, remove).id))
    if name is not None:
        fields = dict(_person_value(value) for value in values)
        steps.append(lambda song: _add_or_change(song, name, fields))
    song = change_song(path, steps, report)
    for person in song.credits.people:
        facts = [*person.instruments, *person.roles, person.society, f"IPI {person.ipi}" if person.ipi else ""]
        report("  ".join([person.name, ", ".join(fact for fact in facts if fact)]).rstrip())


def writers(
    path: Path,
    shares: Sequence[str],
    roles: Sequence[str],
    remove: str | None,
    equally: bool,
    agreed: bool,
    pdf: Path | None,
    report: Reporter,
) -> None:
    """Set shares and roles, print the split sheet; then list the writers and what is wrong with the sum."""
    steps: list[Change] = []
    if remove is not None:
        steps.append(lambda song: writer_edits.remove_writer(_person(song, remove).id))
    for name, share in map(parts_of, shares):
        steps += [partial(_as_writer, name=name), partial(_share, name=name, share=share)]
    for name, role in map(parts_of, roles):
        steps.append(partial(_role, name=name, role=role))
    if equally:
        steps.append(lambda _song: writer_edits.share_equally())
    if agreed:
        today = date.today().isoformat()
        steps.append(lambda song: writer_edits.agree([writer.person for writer in song.credits.writers], today))
    song = change_song(path, steps, report)
    names = {person.id: person.name for person in song.credits.people}
    for writer in song.credits.writers:
        when = f"agreed {writer.agreed_on}" if writer.agreed_on else "not agreed yet"
        report(f"{names[writer.person]}  {format_share(writer.share)}  {writer.role}, {when}")
    if problem := shares_sentence(song.credits.writers):
        report(problem)
    if pdf is not None:
        from app.main import split_sheet_of

        target = _free(pdf)
        write_whole(target, split_sheet_of(song))
        report(table_written(target))


def blueprint(
    path: Path, add: Sequence[str], plays: Sequence[str], tracks: bool, csv: str | None, report: Reporter
) -> None:
    """Add parts and say where they play; then show the blueprint, or write it as CSV."""
    steps: list[Change] = [partial(_part, name=name) for name in add]
    for name, sections in map(parts_of, plays):
        steps.append(partial(_plays, name=name, sections=sections))
    if tracks:
        steps.append(make_tracks)
    _show_table(change_song(path, steps, report), tables.blueprint_csv, csv, report)


def schedule(
    path: Path, add: str | None, what: str, at: str, place: str, who: str, csv: str | None, report: Reporter
) -> None:
    """Add a session; then list all, or write them as CSV."""
    steps: list[Change] = []
    if add is not None:
        steps.append(
            lambda song: plan_edits.add_session(add, what=what, start=at, place=place, people=people_named(song, who))
        )
    song = change_song(path, steps, report)
    if csv is not None:
        _show_table(song, tables.schedule_csv, csv, report)
        return
    for session in song.plan.sessions:
        facts = [day_and_time(session), session.place, session.what, "done" if session.done else ""]
        report("  ".join(fact for fact in facts if fact))


def budget(path: Path, planned: Sequence[str], spent: Sequence[str], csv: str | None, report: Reporter) -> None:
    """Set what is planned and spent; then list the budget, or write it as CSV."""
    steps: list[Change] = []
    for field, pairs in (("planned_cents", planned), ("spent_cents", spent)):
        for what, amount in map(parts_of, pairs):
            cents = parse_money(amount)
            steps.append(partial(_amount, what=what, field=field, cents=cents))
    song = change_song(path, steps, report)
    if csv is not None:
        _show_table(song, tables.budget_csv, csv, report)
        return
    for line in song.plan.budget:
        amounts = f"planned {format_money(line.planned_cents)}, spent {format_money(line.spent_cents)}"
        report(f"{line.what}  {amounts} {song.plan.currency}")


def change_song(path: Path, steps: Sequence[Change], report: Reporter) -> Song:
    """The song after all steps, saved; or as it is where there are none."""
    if not steps:
        return read_song(song_folder(path))
    with song_for_editing(path, "worktape write") as opened:
        for make in steps:
            opened.history.perform(make(opened.song))
        if opened.history.is_modified:
            save(opened, report)
        return opened.song


def _show_table(song: Song, make: Callable[[Song], str], csv: str | None, report: Reporter) -> None:
    text = make(song)
    if csv is None or csv == "-":
        report(text.replace("\r\n", "\n").rstrip("\n"))
        return
    target = _free(Path(csv))
    write_whole(target, text.encode())
    report(table_written(target))


def _free(path: Path) -> Path:
    """Where a file may be written: what is there stays."""
    target = path.expanduser()
    if target.exists():
        raise Refused(file_is_there(target))
    refuse_recordings(target)
    return target


def parts_of(text: str) -> tuple[str, str]:
    """Name and value of `NAME=VALUE`. Raises Refused."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise Refused(what_equals_what(text))
    return name.strip(), value.strip()


def _person(song: Song, name: str) -> Person:
    for person in song.credits.people:
        if person.name.casefold() == name.strip().casefold():
            return person
    raise Refused(nobody_called(name, [person.name for person in song.credits.people]))


def _person_value(text: str) -> tuple[str, Any]:
    name, value = parts_of(text)
    field = PERSON_FIELDS.get(name.casefold())
    if field is None:
        raise Refused(no_field(name, list(PERSON_FIELDS)))
    if field in ("roles", "instruments"):
        return field, tuple(part.strip() for part in value.split(",") if part.strip())
    return field, value


def _add_or_change(song: Song, name: str, fields: dict[str, Any]) -> Edit:
    there = {person.name.casefold(): person.id for person in song.credits.people}
    known = there.get(name.strip().casefold())
    return people_edits.add_person(name, **fields) if known is None else people_edits.change_person(known, **fields)


def _as_writer(song: Song, name: str) -> Edit:
    """Nothing for a writer; a person who is not there yet is added."""
    try:
        person_id, steps = _person(song, name).id, []
    except Refused:
        person_id = PersonId(new_id())
        steps = [people_edits.add_person(name, person_id)]
    if any(writer.person == person_id for writer in song.credits.writers):
        return Edit("", lambda same: same)
    added = writer_edits.add_writer(person_id)
    return Edit.combine(added.label, [*steps, added])


def _share(song: Song, name: str, share: str) -> Edit:
    return writer_edits.set_share(_person(song, name).id, parse_share(share))


def _role(song: Song, name: str, role: str) -> Edit:
    for known in get_args(WriterRole):
        if known == role.casefold():
            return writer_edits.set_writer_role(_person(song, name).id, known)
    raise Refused(no_role(role, list(get_args(WriterRole))))


def _part(_song: Song, name: str) -> Edit:
    return blueprint_edits.add_part(name)


def _plays(song: Song, name: str, sections: str) -> Edit:
    """Sections by name; one that is there several times stands for all of them, and `all` for every one."""
    part = next((part for part in song.blueprint.parts if part.name.casefold() == name.casefold()), None)
    added = [] if part is not None else [blueprint_edits.add_part(name)]
    chosen: list[SectionId] = []
    for wanted in (one.strip() for one in sections.split(",") if one.strip()):
        found = [s.id for s in song.sections if wanted.casefold() in ("all", s.name.casefold())]
        if not found:
            raise Refused(no_section(wanted, [section.name for section in song.sections]))
        chosen += found
    after = added[0].apply(song) if added else song
    part_id = part.id if part is not None else after.blueprint.parts[-1].id
    planned = blueprint_edits.plan_cells([(part_id, section) for section in chosen], True)
    return Edit.combine(planned.label, [*added, planned])


def _amount(song: Song, what: str, field: str, cents: int) -> Edit:
    line = next((line for line in song.plan.budget if line.what.casefold() == what.casefold()), None)
    if line is None:
        planned, spent = (cents, 0) if field == "planned_cents" else (0, cents)
        return plan_edits.add_budget_line(what, planned, spent)
    return plan_edits.change_budget_line(line.id, **{field: cents})
