"""Verbs on a song in its folder: what a key or menu does to the selection in the window.

Lives: command line, main thread.
"""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, get_args

from app.cli import interrupt
from app.cli.opening import (
    channel_called,
    clips_called,
    marker_called,
    position,
    save,
    section_called,
    song_for_editing,
    track_called,
)
from app.cli.reporting import Reporter
from app.edits.ripple import Ripple
from app.edits.time_range import TimeRange
from app.messages.command_line import (
    NO_RANGE,
    NO_VERB,
    RIPPLE_CHOICES,
    any_of,
    edited,
    needs_option,
    no_verb,
    not_a_parameter,
    nothing_changed,
    one_track,
    takes_no_option,
)
from app.model.song import Song
from app.problems import EditRefused, Refused
from app.renders.prepared_edit import PreparedEdit
from app.song.media_lengths import media_lengths
from app.song.open_song import OpenSong
from app.text.paths import format_value
from app.verbs.parameters import settings_of
from app.verbs.processing import begin
from app.verbs.table import EVERY_VERB
from app.verbs.target import Target
from app.verbs.verb import ActsOn, SlowVerb, VerbFacts

_CLIPS, _RANGE = (("--clip",), ("--track",), ("--all",)), ("--from", "--to")
# What a verb acts on: the options of which one group has to be there.
OPTIONS: Mapping[ActsOn, tuple[tuple[str, ...], ...]] = {
    "song": (),
    "track": (("--track",),),
    "tracks": (("--track",),),
    "channel": (("--track",),),
    "marker": (("--marker",),),
    "section": (("--section",), ("--at",)),
    "clips": _CLIPS,
    "playhead": (("--at",),),
    "range": (_RANGE,),
    "clips or range": (*_CLIPS, _RANGE),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a verb is to act on, as typed: the field of each option is named as it is. Two of a kind add up."""

    track: tuple[str, ...] = ()
    clip: tuple[str, ...] = ()
    all: bool = False
    at: str | None = None
    from_: str | None = None
    to: str | None = None
    marker: str | None = None
    ripple: str | None = None
    section: str | None = None

    def given(self) -> set[str]:
        """The options that were typed."""
        return {f"--{name.rstrip('_')}" for name in self.__dataclass_fields__ if getattr(self, name)}


def list_verbs(report: Reporter) -> None:
    """Report every verb: id, title, what it acts on, parameters with default and range."""
    width = max(map(len, EVERY_VERB))
    for verb in EVERY_VERB.values():
        report(f"{verb.id:{width}}  {'; '.join((verb.title, *_usage(verb)))}")


def edit(path: Path, verb_id: str | None, values: list[str], chosen: Chosen, report: Reporter) -> None:
    """Perform one verb as one step of the song's history, and save the song."""
    if verb_id is None:
        raise Refused(NO_VERB)
    verb = _verb_called(verb_id)
    arguments = dict(_argument(verb, typed) for typed in values)
    _check_options(verb, chosen)
    with song_for_editing(path, "worktape edit") as opened:
        target = replace(_target(opened.song, verb, chosen), file_lengths=partial(media_lengths, opened.folder))
        outcome = (
            interrupt.run(begin(verb, target, opened, **arguments))
            if isinstance(verb, SlowVerb)
            else PreparedEdit(verb.run(target, **arguments))
        )
        if outcome is None:
            interrupt.check()
        if outcome is None or not _performed(opened, outcome):
            report(nothing_changed(opened.song.name))
            return
        save(opened, report)
        for note in outcome.notes:
            report(note)
        report(edited(outcome.edit.label, opened.song.name))


def _performed(opened: OpenSong, outcome: PreparedEdit) -> bool:
    try:
        return opened.history.perform(outcome.edit)
    except EditRefused:
        outcome.discard()
        raise


def _verb_called(verb_id: str) -> VerbFacts:
    verb = EVERY_VERB.get(verb_id.strip().lower())
    if verb is None:
        raise Refused(no_verb(verb_id, difflib.get_close_matches(verb_id, EVERY_VERB, n=3)))
    return verb


def _usage(verb: VerbFacts) -> Iterator[str]:
    for thing in verb.acts_on:
        if OPTIONS[thing]:
            yield any_of(OPTIONS[thing])
    for name, setting in settings_of(verb).items():
        shown = "as it is" if setting.default is None else format_value(setting.default)
        yield f"{name}={shown} ({setting.valid})"


def _argument(verb: VerbFacts, typed: str) -> tuple[str, Any]:
    name, equals, text = typed.partition("=")
    parameters = settings_of(verb)
    if not equals or name.strip() not in parameters:
        raise Refused(not_a_parameter(verb.id, typed, list(parameters)))
    return name.strip(), parameters[name.strip()].parse(text)


def _check_options(verb: VerbFacts, chosen: Chosen) -> None:
    given = chosen.given()
    groups = [group for thing in verb.acts_on for group in OPTIONS[thing]]
    known = {option for group in groups for option in group} | ({"--track"} if _RANGE in groups else set())
    known |= {"--ripple"} if {"clips", "clips or range", "range"} & set(verb.acts_on) else set()
    for option in sorted(given - known):
        raise Refused(takes_no_option(verb.id, option))
    for thing in verb.acts_on:
        if OPTIONS[thing] and not any(given >= set(group) for group in OPTIONS[thing]):
            raise Refused(needs_option(verb.id, OPTIONS[thing]))
    if len(chosen.track) > 1 and {"track", "channel"} & set(verb.acts_on):
        raise Refused(one_track(verb.id))


def _target(song: Song, verb: VerbFacts, chosen: Chosen) -> Target:
    playhead = 0 if chosen.at is None else position(song, "--at", chosen.at)
    if "channel" in verb.acts_on:
        return Target(song, playhead, channel=channel_called(song, chosen.track[0]).id)
    tracks = tuple(track_called(song, name).id for name in chosen.track)
    first = tracks[0] if tracks else None
    target = Target(song, playhead, track=first, channel=first, tracks=tracks, ripple=_ripple(chosen.ripple))
    if chosen.marker is not None:
        target = replace(target, marker=marker_called(song, chosen.marker).id)
    if chosen.section is not None:
        target = replace(target, section=section_called(song, chosen.section).id)
    if chosen.from_ is not None and chosen.to is not None:
        start, end = position(song, "--from", chosen.from_), position(song, "--to", chosen.to)
        if start >= end:
            raise Refused(NO_RANGE)
        return replace(target, time_range=TimeRange(start, end, tracks or tuple(track.id for track in song.tracks)))
    if {"clips", "clips or range"} & set(verb.acts_on):
        return replace(target, clips=clips_called(song, tracks, chosen.clip))
    return target


def _ripple(typed: str | None) -> Ripple:
    found: Ripple | None = next((one for one in get_args(Ripple) if one == (typed or "off").strip().lower()), None)
    if found is None:
        raise Refused(RIPPLE_CHOICES)
    return found
