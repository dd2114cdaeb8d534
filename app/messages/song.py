"""The song itself: tracks, clips, takes, comps, sections, tempo.

Lives: any thread (pure).
"""

from collections.abc import Iterable, Sequence

from app.text.values import count

LONGER_THAN_A_DAY = "A song can be a day long at most."
NOT_A_NUMBER = "A value must be a number."
CLIP_EMPTY = "A clip must be at least one frame long."
JOIN_TWO = "Choose at least two clips of a track to join."
JOIN_ONE_TRACK = "Join the clips of one track at a time."
JOIN_NEEDS_RENDER = "These clips do not continue each other in one file. Render them to one file to join them."
RANGE_EMPTY = "Choose a range of time first: it must be at least one frame long."
NO_REPEATS = "Repeat at least once."
SPLIT_OUTSIDE = "Move the playhead inside the clip to split it."
NO_PHRASE = "Choose a phrase to keep first."
SECTION_EMPTY = "A section is longer than nothing: give it a bar or more."
SECTION_WHOLE_BARS = "A section is at least one bar long."
SECTION_THERE = "Another section already starts there. Choose another place."
TAKE_FORMATS = "Takes are written as 32f or 24."
BEAT_IS_A_NOTE = "A beat is a half, quarter, eighth or sixteenth note: 2, 4, 8 or 16."
MONO_OR_STEREO = "A track is mono or stereo: 1 or 2 channels."
MONITORING_CHOICES = "Monitoring is off, in or auto."
LOOP_BACKWARDS = "A loop must end after it starts."
PUNCH_BACKWARDS = "A punch range must end after it starts."
PUNCH_EDGES = "A punch uses both edges, in or out."
LOOP_AT_START = "A loop cannot end where the song starts. Move the playhead first."
CHOOSE_TRACK = "Choose a track first: click its header."
CHOOSE_CLIP = "Choose a clip first."
CHOOSE_TIME_OR_CLIP = "Select some time or a clip first."
NO_MARKER_HERE = "There is no marker at or before the playhead. Add one first."
NO_MARKERS = "The song has no marker yet. Add one first."
NO_SECTION_HERE = "There is no section at the playhead."
ONLY_FORM = "This is the only form of the song. Try another one first."
NO_SECTION_BEFORE = "This is the first section."
NO_SECTION_BEHIND = "This is the last section."
NOTHING_BEHIND_MARKER = "Nothing lies behind the last marker."
NO_MARKERS_INSIDE = "No marker lies inside the clips."
NOT_A_RANGE = "This marker is a place. Choose a range: select some time and add a marker."
NO_FOLDER = "The track is in no folder."
NOTHING_COPIED = "Copy or cut clips first."
NOTHING_MUTED_THERE = "There is no clip in the selected time."
TRIM_OUTSIDE = "Move the playhead inside the clip to trim it."
CHOOSE_RANGE = "Choose a time range first."
CHOOSE_CHANNEL = "Choose a channel first: click its strip or header."
NO_TAKE_RUNNING = "Start a recording first. Then you can start the take over."
NOTHING_TO_DISCARD = "There is no take to discard yet."
NO_CLIP_HERE = "There is no clip under the playhead. Move the playhead inside one first."
NO_COMP_GROUP = "Put the tracks that share a comp into one group, and record takes on them first."
NO_CROSSFADE = "There is no crossfade to change. Choose a clip that touches or overlaps another."
FADE_OUTSIDE = "Move the playhead inside the selected clip."
ABOUT_TEMPO = "Tempo counts quarter notes a minute. Recordings, clips and sections stay where they are when it changes."


def gone(what: str) -> str:
    return f"The {what} is no longer in the song."


def needs_name(what: str) -> str:
    return f"A {what} needs a name."


def name_too_long(what: str, longest: int) -> str:
    return f"A {what}'s name can have {longest} characters at most."


def record_take_first(track: str) -> str:
    return f"{track} has no take yet. Record one first."


def take_gone(track: str) -> str:
    return f"{track} no longer has that take."


def no_take_there(track: str) -> str:
    return f"{track} has no take there."


def no_other_take(track: str) -> str:
    return f"{track} has no other take there."


def take_silent_there(take: str) -> str:
    return f"{take} has no audio there."


def no_join(at_end: bool) -> str:
    return f"The clip touches no other clip at its {'end' if at_end else 'start'}."


def crossfade_length(ms: float) -> str:
    return f"The crossfade is {ms:.0f} ms long."


def crossfade_limit(ms: float, *, longer: bool) -> str:
    return f"The crossfade is {ms:.0f} ms long and cannot be {'longer' if longer else 'shorter'} there."


def no_other_crossfade(now_ms: float, longer: bool) -> str:
    return f"The crossfade is {now_ms:.0f} ms long: there is no {'longer' if longer else 'shorter'} one."


def comp_gone(track: str) -> str:
    return f"{track} no longer has that comp."


def take_not_discarded(track: str) -> str:
    return f"{track} has not discarded that take."


def rate_out_of_range(rate_hz: int, low: int, high: int) -> str:
    return f"A song's sample rate is {low} to {high} Hz, not {rate_hz} Hz."


def not_in_folder(file: str) -> str:
    return f"{file} is not in the song's folder."


def is_frozen(channel: str) -> str:
    return f"{channel} is frozen. Thaw it first."


def clip_is_busy(doing: str) -> str:
    return f"\u201c{doing}\u201d is still working on this clip. Wait for it, or cancel it."


def clip_locked(clip: str) -> str:
    return f"The clip {clip} is locked. Unlock it first."


def align_before_start(clip: str) -> str:
    return f"The clip {clip} would start before the song. Move all clips later first."


def not_processed(clip: str) -> str:
    return f"The clip {clip} plays its original already."


def stretch_limit(clip: str) -> str:
    return f"The clip {clip} follows the tempo and cannot be stretched that far. Choose a nearer tempo."


def fade_shapes(shapes: tuple[str, ...]) -> str:
    return f"A fade has one of the shapes {', '.join(shapes)}."


def tempo_in_the_way(bar: int) -> str:
    return f"The tempo or meter changes at bar {bar}. Insert or delete whole bars, or remove that change first."


def gradual_in_the_way(bar: int) -> str:
    return f"At bar {bar}, a gradual change of tempo would be cut. Let the tempo change at once there, or remove the change."


def no_form(name: str, names: Sequence[str]) -> str:
    return f"There is no form {name}. There is {', '.join(names)}."


def split_inside(name: str) -> str:
    return f"{name} does not go on there. Put the playhead at a bar inside of it."


def nothing_to_join(name: str) -> str:
    return f"No section follows {name}. Choose one that another one follows."


def section_between_bars(name: str) -> str:
    return f"{name} does not begin and end with a bar. Drag its edges, which go to whole bars."


def beats_per_bar(low: int, high: int) -> str:
    return f"A bar has {low} to {high} beats."


def click_pattern(beats: int) -> str:
    return f"A click pattern has one sign for each of the {beats} beats of a bar: X strong, x weak, . silent."


def tempo_bar(last: int) -> str:
    return f"The tempo changes at the start of a bar, from 1 to {last}."


def no_tempo_change(bar: int) -> str:
    return f"Tempo and meter do not change at bar {bar}."


def tempo_change_there(bar: int) -> str:
    return f"Bar {bar} already has a tempo change."


def too_many_channels(most: int) -> str:
    return f"A song can have {most} track channels at most. Remove a track first."


def takes_fix_channels(track: str, channels: int) -> str:
    return f"{track} already has takes. Add another track for {channels} channels."


def track_locked(track: str) -> str:
    return f"{track} is locked. Unlock it before you arm it."


def inputs_for_channels(channels: int) -> str:
    return f"A track with {count(channels, 'channel')} takes {count(channels, 'input')}."


def input_numbers(low: int, high: int) -> str:
    return f"Inputs are numbered from {low} to {high}."


def not_a_tempo(typed: str) -> str:
    return f"“{typed}” is not a tempo. Enter one in BPM, such as 96."


def tempo_out_of_range(lowest_bpm: float, highest_bpm: float) -> str:
    return f"The tempo goes from {lowest_bpm:g} to {highest_bpm:g} BPM. Enter one between."


def not_a_bar(typed: str) -> str:
    return f"“{typed}” is not a bar for a change. Enter a number from 2 up."


def not_a_meter(typed: str) -> str:
    return f"{typed!r} is not a meter. Enter one such as 3/4."


def not_assignment(typed: str) -> str:
    return f"{typed!r} is not PATH=VALUE, such as track/Vox/fader_db=-3."


def nothing_under_playhead(track: str) -> str:
    return f"{track} has no phrase under the playhead."


def valid_there(paths: Iterable[str]) -> str:
    return f"Valid there: {', '.join(paths)}."


def names_there(kind: str, heads: Sequence[str]) -> str:
    """`kind`: track, bus or vca; `heads`: what their paths begin with."""
    return f"There are {', '.join(heads)}." if heads else f"It has no {kind} yet."


def valid_paths(near: Sequence[str], single: Iterable[str]) -> str:
    """`near`: paths that look like the one typed; `single`: those that lie in nothing."""
    hint = f"Did you mean {' or '.join(near)}? " if near else ""
    return f"{hint}Valid: {', '.join(single)}, track/NAME/..., bus/NAME/..., vca/NAME/..., master/... and monitor/..."


def no_setting(path: str, known: str) -> str:
    """`known`: a sentence about the paths that there are."""
    return f"There is no {path} in this song. {known}"


def not_a_value(path: str, typed: str, valid: str) -> str:
    return f"{path} cannot be {typed!r}. It takes {valid}."


def value_refused(path: str, typed: str, reason: str) -> str:
    """`reason`: a sentence."""
    return f"{path} cannot be {typed!r}. {reason}"
