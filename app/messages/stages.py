"""The stages: what shows that a step is done, what is missing, and what has changed since.

Lives: any thread (pure).
"""

from collections.abc import Sequence

from app.text.values import count, format_day, listed

# --- Write
NO_SECTIONS_YET = "The song has no sections."
ONE_SECTION = "One section is no form yet. Add a second one."
NO_LYRICS = "There are no words yet."
NO_CHORDS = "The words have no chords yet."
LYRICS_WRITTEN = "Words and chords are written."
NO_KEY = "The song has no key yet. Write a chord, or choose the key."
USUAL_TEMPO = "The tempo is still 120 bpm, with which every song begins. Change it, or mark this step as done."
NO_TRACKS = "The song has no tracks."
EVERY_TRACK_NAMED = "Every track has a name of its own."
NO_PARTS_PLANNED = "No part is planned yet."
NO_FORM_TO_PLAN = "Lay out the sections first: parts are planned section by section."
NO_LEAD = "No part is marked as the lead."
LEAD_HAS_ROOM = "The lead has room in every section."
NO_VISION = "The vision is not written down yet."
VISION_WRITTEN = "The vision is written down."
NO_REFERENCE = "There is no reference yet."
DEMO_THERE = "A recording lies on the timeline."
NO_DEMO = "Nothing is recorded yet."
SILENT_DEMO = "The take is silent. Check the input, then record again."
NO_CHART = "The chart has not been printed yet."
NOT_REHEARSED = "Nobody has rehearsed with the click yet."
NO_WRITERS_ENTERED = "No writer is entered."
SHARES_AGREED = "All writers agreed to their shares, which sum to 100 %."
SHARES_SUM = "The shares sum to 100 %."
NO_SESSION = "No session is planned."
NO_BUDGET = "The budget plans no amount."

# --- Record
NO_PHONES = "No headphone mix has an output or a level of its own."
PHONES_SET = "A headphone mix is set."
INPUTS_CHOSEN = "Every part has an input or audio."
EVERY_PART_RECORDED = "Every planned part has a take."
EVERY_TRACK_RECORDED = "Every track has audio."
NOTHING_RECORDED = "Nothing is recorded yet."
SECTIONS_COVERED = "Every section has audio."
NO_CLIPPING = "No take in use clips."
NO_DROPOUTS = "No take in use has a dropout."
KEEPERS_MARKED = "Keepers are marked on every recorded track."
LEAD_KEPT = "Keepers are marked on the lead."

# --- Mix
NO_AUDIO = "There is no audio to mix yet."
LEVELS_SET = "Every track with audio has a level of its own."
PLACED = "Tracks lie on both sides."
ONE_STEREO_TRACK = "The only track is in stereo."
ONE_TRACK = "One mono track: set this step aside if it belongs in the middle."
ONE_SIDE = "All tracks lie on one side, or in the middle."
IN_A_ROOM = "Parts share an effect."
NO_ROOM = "No track sends to an effect."
AUTOMATED = "Levels or sends are automated."
NOT_AUTOMATED = "Nothing is automated yet."
NO_VERSIONS_KEPT = "No version of the mix is kept."
NO_SOLO = "No track is soloed."
NO_MIX_BOUNCED = "The mix has not been bounced yet."
NO_STEMS_BOUNCED = "The stems have not been bounced yet."

# --- what is shown beside a step
STAGE_WITHOUT_STEPS = "This process has no step here."
STILL_RIGHT_HELP = "Confirms that the step holds in spite of the change."
SET_ASIDE_NEEDS_REASON = "Say why this step does not apply, such as: one voice and a guitar, nothing to pan."
CONFIRM_HELP = "For what only a person can judge, or what the song does not show."
ASIDE_HELP = "For a step that does not apply to this song. It counts as done."


def lyrics_with_unknown(names: Sequence[str]) -> str:
    """`names`: what stands in brackets and is no chord."""
    verb = "is no chord" if len(names) == 1 else "are no chords"
    return f"{LYRICS_WRITTEN} {listed([f'[{name}]' for name in names])} {verb} that Worktape knows."


def sections_there(number: int) -> str:
    return f"The song has {count(number, 'section')}."


def same_intensity(intensity: int) -> str:
    return f"Every section has the intensity {intensity}."


def intensity_from_to(lowest: int, highest: int) -> str:
    return f"The intensity moves from {lowest} to {highest}."


def key_and_tempo(key: str, tempo: str) -> str:
    """`tempo`: such as `98 bpm`."""
    return f"{key} at {tempo}."


def first_names(names: Sequence[str]) -> str:
    verb = "has its first name" if len(names) == 1 else "have their first names"
    return f"{listed(names)} still {verb}."


def plays_nowhere(names: Sequence[str]) -> str:
    return f"{listed(names)} {'plays' if len(names) == 1 else 'play'} in no section."


def parts_planned(number: int) -> str:
    return f"{count(number, 'part')} planned over all sections."


def takes_recorded(number: int) -> str:
    return f"{count(number, 'take')} recorded."


def chart_printed(when: str) -> str:
    return f"The chart was printed{_on_day(when)}."


def rehearsed(when: str, how: str) -> str:
    """`how`: such as `with the click`; may be empty."""
    return f"Rehearsed{f' {how}' if how else ''}{_on_day(when)}."


def mix_bounced(when: str) -> str:
    return f"The mix was bounced{_on_day(when)}."


def stems_bounced(when: str) -> str:
    return f"The stems were bounced{_on_day(when)}."


def references_chosen(number: int) -> str:
    return f"{count(number, 'reference')} to listen to."


def listen_for_what(titles: Sequence[str]) -> str:
    return f"Write down what to listen for in {listed(titles)}."


def not_agreed(names: Sequence[str]) -> str:
    return f"{listed(names)} {'has' if len(names) == 1 else 'have'} not agreed to the shares yet."


def sessions_planned(number: int, first: str) -> str:
    """`first`: the day of the first one, as 2026-11-28."""
    return f"{count(number, 'session')} planned, from {format_day(first) or first} on."


def budget_planned(amount: str) -> str:
    """`amount`: such as `1200 EUR`."""
    return f"{amount} planned."


def no_input(names: Sequence[str]) -> str:
    return f"{listed(names)} {'has' if len(names) == 1 else 'have'} no input."


def no_take(names: Sequence[str]) -> str:
    return f"{listed(names)} {'has' if len(names) == 1 else 'have'} no take."


def no_track(names: Sequence[str]) -> str:
    return f"{listed(names)} {'has' if len(names) == 1 else 'have'} no track yet."


def take_missing(places: Sequence[str]) -> str:
    """`places`: such as `Keys in Verse 2`."""
    return f"Still to record: {listed(places)}."


def not_covered(sections: Sequence[str]) -> str:
    return f"{listed(sections)} {'has' if len(sections) == 1 else 'have'} too little audio."


def takes_clip(names: Sequence[str]) -> str:
    return f"{listed(names)} {'clips' if len(names) == 1 else 'clip'}."


def takes_drop_out(names: Sequence[str]) -> str:
    return f"{listed(names)} {'has' if len(names) == 1 else 'have'} dropouts."


def keepers_missing(names: Sequence[str]) -> str:
    return f"{listed(names)} {'has' if len(names) == 1 else 'have'} too few keepers."


def level_unset(names: Sequence[str]) -> str:
    return f"{listed(names)} {'is' if len(names) == 1 else 'are'} as loud as when recorded."


def versions_kept(number: int) -> str:
    return f"{count(number, 'version')} of the mix kept."


def soloed(names: Sequence[str]) -> str:
    return f"{listed(names)} {'is' if len(names) == 1 else 'are'} soloed."


def _on_day(when: str) -> str:
    """` on 27 November`, or nothing if the day is not known. `when`: ISO 8601."""
    day = format_day(when)
    return f" on {day}" if day else ""


def stale(changes: Sequence[tuple[Sequence[str], str]], after: str) -> str:
    """What has changed since a step was done.

    Args:
        changes: For each day, what changed then, such as `the tempo`, and when, in ISO 8601; empty if not known.
        after: How the step was done, such as `the demo was recorded`.
    """
    parts = [f"{listed(words, most=4)} changed{_on_day(when)}" for words, when in changes]
    text = listed(parts, most=4)
    return f"{text[:1].upper()}{text[1:]}, after {after}."


def confirmed(who: str, when: str) -> str:
    return f"Marked as done{f' by {who}' if who else ''}{_on_day(when)}."


def was_set_aside(who: str, when: str) -> str:
    return f"Set aside{f' by {who}' if who else ''}{_on_day(when)}."


def blocked(title: str, reason: str) -> str:
    """`reason`: a sentence."""
    return f"{title} has to wait. {reason}"


def follows(process: str) -> str:
    return f"The song follows: {process}."


def no_step(typed: str, ids: Sequence[str]) -> str:
    return f"There is no step {typed!r}. The steps: {', '.join(ids)}."


def no_process(typed: str, names: Sequence[str]) -> str:
    return f"There is no process {typed!r}. The processes: {', '.join(names)}."
