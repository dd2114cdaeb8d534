"""Evidence for the steps of Write.

Lives: any thread (pure).
"""

import re

from app.analysis.coverage import sounding_ranges
from app.messages import stages as messages
from app.messages.lyrics import no_words_for
from app.messages.writing import leaves_lead_no_room, nothing_planned
from app.model.song import Song
from app.stages.evidence import Found, done, missing, newest, receipt
from app.text.chordpro import has_words, parse_lyrics, unknown_chords
from app.text.lyric_sections import unsung_sections
from app.text.money import format_money
from app.text.shares import shares_sentence
from app.text.transposing import key_of
from app.text.values import format_tempo

_NUMBERED = re.compile(r"track \d+", re.IGNORECASE)
_USUAL_TEMPO_BPM = Song.__dataclass_fields__["tempo_bpm"].default

chart_printed = receipt("write.chart", messages.chart_printed, messages.NO_CHART)


def sections_laid_out(song: Song) -> Found:
    """Done with two sections or more."""
    number = len(song.sections)
    if number >= 2:
        return done(messages.sections_there(number))
    return missing(messages.ONE_SECTION if number else messages.NO_SECTIONS_YET, number / 2)


def intensity_varies(song: Song) -> Found:
    """Done where sections differ in intensity."""
    found = [section.intensity for section in song.sections]
    if not found:
        return missing(messages.NO_SECTIONS_YET)
    if len(set(found)) == 1:
        return missing(messages.same_intensity(found[0]))
    return done(messages.intensity_from_to(min(found), max(found)))


def lyrics_written(song: Song) -> Found:
    """Done with words that have chords, for every section that is sung."""
    read = parse_lyrics(song.lyrics)
    chords = bool(read.chords) or any(any(found.bars) for found in song.lyrics.chords)
    if not any(has_words(line) for line in read.lines):
        return missing(messages.NO_LYRICS, 0.5 if chords else 0.0)
    if silent := unsung_sections(song):
        return missing(no_words_for(silent), 0.5)
    if not chords:
        return missing(messages.NO_CHORDS, 0.5)
    unknown = unknown_chords(read)
    return done(messages.lyrics_with_unknown(unknown) if unknown else messages.LYRICS_WRITTEN)


def key_and_tempo_decided(song: Song) -> Found:
    """Done with a key, and a tempo that is not the one with which a song begins."""
    key = key_of(song.lyrics)
    if key is None:
        return missing(messages.NO_KEY, 0.5 if _tempo_set(song) else 0.0)
    if not _tempo_set(song):
        return missing(messages.USUAL_TEMPO, 0.5)
    return done(messages.key_and_tempo(key.title, f"{format_tempo(song.tempo_bpm)} bpm"))


def _tempo_set(song: Song) -> bool:
    return song.tempo_bpm != _USUAL_TEMPO_BPM or bool(song.tempo_changes)


def tracks_named(song: Song) -> Found:
    """Done when no track has its first name."""
    unnamed = [track for track in song.tracks if _NUMBERED.fullmatch(track.name)]
    if not song.tracks:
        return missing(messages.NO_TRACKS)
    if unnamed:
        share = 1 - len(unnamed) / len(song.tracks)
        return missing(messages.first_names([track.name for track in unnamed]), share, unnamed[0].id)
    return done(messages.EVERY_TRACK_NAMED)


def parts_planned(song: Song) -> Found:
    """Done when every part plays somewhere, and in every section somebody plays."""
    parts = song.blueprint.parts
    if not song.sections:
        return missing(messages.NO_FORM_TO_PLAN)
    if not parts:
        return missing(messages.NO_PARTS_PLANNED)
    there = {section.id for section in song.sections}
    idle = [part.name for part in parts if not part.sections & there]
    if idle:
        return missing(messages.plays_nowhere(idle), 1 - len(idle) / len(parts))
    planned = frozenset[str]().union(*(part.sections for part in parts))
    silent = [section.name for section in song.sections if section.id not in planned]
    if silent:
        return missing(nothing_planned(silent[0]), 1 - len(silent) / len(song.sections))
    return done(messages.parts_planned(len(parts)))


def lead_has_room(song: Song) -> Found:
    """Done when a lead is planned, and no section has more parts beside it than the blueprint allows."""
    parts, most = song.blueprint.parts, song.blueprint.most_with_lead
    leading = [part for part in parts if part.lead]
    if not leading:
        return missing(messages.NO_LEAD if parts else messages.NO_PARTS_PLANNED)
    if not any(part.cells for part in leading):
        return missing(messages.plays_nowhere([part.name for part in leading]))
    full = []
    for section in song.sections:
        playing = [part for part in parts if section.id in part.sections]
        leads = [part.name for part in playing if part.lead]
        if leads and len(playing) - len(leads) > most:
            full.append(leaves_lead_no_room(section.name, leads[0], len(playing) - len(leads)))
    return missing(full[0], 1 - len(full) / len(song.sections)) if full else done(messages.LEAD_HAS_ROOM)


def vision_written(song: Song) -> Found:
    """Done with a vision."""
    return done(messages.VISION_WRITTEN) if song.brief.vision.strip() else missing(messages.NO_VISION)


def references_chosen(song: Song) -> Found:
    """Done with a reference that says what to listen for."""
    references = song.brief.references
    silent = [reference.title for reference in references if not reference.listen_for.strip()]
    if not references:
        return missing(messages.NO_REFERENCE)
    if len(silent) == len(references):
        return missing(messages.listen_for_what(silent), 0.5)
    return done(messages.references_chosen(len(references)))


def something_recorded(song: Song) -> Found:
    """Done with a take that is not silent, or any other recording on the timeline, such as a work tape."""
    takes = [take for track in song.tracks for take in track.takes]
    heard = [take for take in takes if not take.is_silent]
    if heard:
        return done(messages.takes_recorded(len(heard)), max(take.recorded_at for take in heard))
    if any(sounding_ranges(track) for track in song.tracks):
        return done(messages.DEMO_THERE)
    return missing(messages.SILENT_DEMO if takes else messages.NO_DEMO)


def rehearsed(song: Song) -> Found:
    """Done once somebody said so; the record says whether the click was on."""
    made = newest(song.stages.records, "write.rehearse", "done")
    return missing(messages.NOT_REHEARSED) if made is None else done(messages.rehearsed(made.when, made.note))


def shares_complete(song: Song) -> Found:
    """Done when the writers' shares sum to 100 %."""
    if not song.credits.writers:
        return missing(messages.NO_WRITERS_ENTERED)
    wrong = shares_sentence(song.credits.writers)
    return missing(wrong, 0.5) if wrong else done(messages.SHARES_SUM)


def shares_agreed(song: Song) -> Found:
    """Done when all writers agreed to shares that sum to 100 %."""
    sums = shares_complete(song)
    if not sums.done:
        return sums
    names = {person.id: person.name for person in song.credits.people}
    silent = [names.get(writer.person, "?") for writer in song.credits.writers if not writer.agreed_on]
    if silent:
        return missing(messages.not_agreed(silent), 1 - len(silent) / (2 * len(song.credits.writers)))
    return done(messages.SHARES_AGREED)


def sessions_dated(song: Song) -> Found:
    """Done with a session in the schedule."""
    dates = sorted(session.date for session in song.plan.sessions if session.date)
    return done(messages.sessions_planned(len(dates), dates[0])) if dates else missing(messages.NO_SESSION)


def budget_set(song: Song) -> Found:
    """Done when the budget plans an amount."""
    planned = sum(line.planned_cents for line in song.plan.budget)
    if not planned:
        return missing(messages.NO_BUDGET)
    return done(messages.budget_planned(f"{format_money(planned)} {song.plan.currency}"))
