"""The window: what the mouse does where, what an empty place is for, and what each stage aims at.

Lives: any thread (pure).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from app.text.values import count

# --- what the mouse and the keys do
AUTOMATION_HELP = (
    "Click: add a point. Drag: move it, or lift the line. Double-click: delete it. "
    "Ctrl+drag: bend or draw. Ctrl+Shift+drag: draw freehand. Shift: no grid."
)
TAKE_HELP = (
    "Drag: use that phrase. Double-click or Enter: use it for the section. 1 to 5: rate the take. Delete: discard it."
)
MINIMAP_HELP = "Drag the frame to scroll, an edge of it to zoom. Double-click: the whole song."
RULER_HELP = "Click to go there."
TIME_HELP = "Click to go there. Drag to select time. Double-click to add a marker."
BARS_HELP = "Click to go there. Drag to select time. Double-click to set tempo and meter of a bar."
MARKERS_HELP = "Double-click to add a marker. Drag to add a range."
LOOP_HELP = "Loop: drag to set a range, or drag an edge to move it. Double-click: select it. Shift: ignore the grid."
PUNCH_HELP = (
    "Punch: drag to set where recording starts and ends, or drag an edge to move it. Double-click: select it. "
    "Shift: ignore the grid."
)
EQ_HELP = "Drag: frequency and gain. Wheel: Q. Shift: fine. Double-click: reset. Tab and arrow keys work too."
PICTURE_HELP = "Drag: pan and depth. Wheel: level. Double-click: open the editor."

HIDE_CURVE = "Hides this curve. It keeps playing."
RESET_STRIP = "Resets every section, but keeps level, pan and sends."
INVERT_POLARITY = "Inverts the polarity: for microphones on two sides of a drum."
CLICK_LEVEL_HELP = "Level of the click at the main outputs. A headphone mix that has the click has a level of its own."
LOAD_HELP = "The share of its time that the audio engine needs, and its peak. Click to clear the peak."
MASTER_METER_HELP = (
    "Master output, after fader and limiter, with its highest peaks. Red from 0 dBFS on. Click to clear."
)

# --- preferences
SCALE_HELP = "A size that leaves too little room on this screen cannot be chosen."
SCALE_AT_NEXT_START = "On this computer, a new size appears when you start Worktape again."
AUTOSAVE_HELP = "The autosave survives a crash. Your song file changes only when you save."
TAKE_FORMAT_HELP = (
    "Takes in 32-bit float cannot clip on disk. In 24 bits they need a quarter less. Open songs keep their format."
)
SNAP_HELP = "With ripple, what lies behind an edit moves along. The row over the timeline has the grid and more."
FOLLOW_HELP = "Scroll away to look elsewhere. The timeline follows again from the next Play."

# --- what an empty place is for
NO_EFFECTS = "There is no effect to send to yet. Add one at the end of the console."
NO_BODIES = "There is nothing to place yet. Add a track first."
NO_REVERB = "Depth needs a reverb. Add one at the end of the console."
NO_VERSIONS = "No version yet. Save this mix, go on, and compare later."
NO_SECTIONS = "No sections yet. Start with a typical structure and change it."
NO_HEADPHONE_MIX = "This song has no headphone mix yet."

# --- errors of the program's own
WENT_WRONG = "Something went wrong inside Worktape. Your song is safe, a recording goes on, and you can work on."
NO_REPORT = "The report is no longer there."
ABOUT_REPORT = (
    "It names the program, your system, the audio device, the song's folder and what failed. "
    "It holds no audio and is sent nowhere."
)

# --- explanations
ABOUT_VERSIONS = (
    "A version keeps every strip, curve and bus. Listen without changing the mix; measured mixes play equally loud."
)
ABOUT_TAPPING = "Tap the beat at least four times. The tempo follows."
ABOUT_STEPS = "A step is done when the song shows it, or when you say so."
OWN_MIX = "This is a mix of its own. The faders and mutes of the console do not change it."
NO_ROOM_FOR_REVERB = (
    "You cannot hear this reverb: effects and reverbs of other mixes take all eight places. Remove an effect."
)
STAGE_COMPLETE = "This stage has everything it asks for."
MIXING_AIM = "One balanced sound from the first second to the last, loud enough and never clipped."
DELIVERY_AIM = "Everything a shop or a stream wants, checked before it leaves."
RELEASE_AIM = "A dated plan, a press kit, and answers to what listeners say."
RIGHTS_AIM = "Who wrote and who recorded, with shares that sum to 100 %, registered where royalties come from."

# --- the tour
TOUR_ADD = "Each voice or instrument gets a track of its own. Add one here."
TOUR_INPUT = "Say which input of your audio interface the track records."
TOUR_RECORD = "Arm the track with its round button, then record. Press it again or Stop to end the take."
TOUR_LISTEN = "Go back to the start and play. Drag the fader of a track to make it louder or softer."
TOUR_BOUNCE = "When you like what you hear, write the mix to a file that you can send to anybody."

# --- starting
NO_DISPLAY = "No display found, so the window cannot open. The other commands work: see worktape --help."
TAKES_MINUTES = "This happens once and takes up to two minutes."
PREPARING_ENGINE = (
    "Preparing the audio engine for this computer. This happens once and takes about half a minute. "
    "You can open and edit songs meanwhile."
)
NO_ENGINE = "The audio engine is not running. You can view the song, but not hear it."
AUTOSAVE_STAYS = "What Worktape autosaved last stays, and is offered when you open the song again."


def comp_help(done_key: str) -> str:
    """`done_key`: of the command that marks a phrase as done."""
    return f"Drag over a take to use that phrase. {done_key} marks the phrase under the playhead as done."


def first_track(record_key: str) -> str:
    return f"Add the first track, choose its input and press {record_key} to record, or drop audio files here."


def no_takes(track: str, record_key: str) -> str:
    return f"{track} has no takes yet. Arm it and press {record_key}."


def invalid_audio(channel: str) -> str:
    return f"{channel} produced invalid audio and was muted for a moment. Click the clip light to clear this warning."


def listen_alone(channel: str, now: str) -> str:
    """`now`: such as `off` or `before the fader (PFL)`."""
    return f"Plays {channel} alone at the main outputs ({now}). Headphone mixes stay as they are. Shift+click: after the fader."


def gradual_tempo(bar: int) -> str:
    return f"Reaches the tempo of bar {bar} beat by beat, starting from the change before."


def go_back_to_version(version: str) -> str:
    return f"Makes {version} the mix. Undo brings this one back."


def tour_stop(number: int, of: int) -> str:
    return f"Tour, {number} of {of}"


def drop_of_song(song: str) -> str:
    return f"Open the song {song}"


def drop_of_files(names: Sequence[str], onto: str, position: str) -> str:
    """`onto`: a track; empty for new ones. `position`: bars and beats."""
    what = names[0] if len(names) == 1 else count(len(names), "file")
    where = f"onto {onto}" if onto else "as a new track" if len(names) == 1 else "as new tracks"
    return f"{what} {where} at {position}"


def stopped_unexpectedly(ended: datetime) -> str:
    return f"Worktape stopped unexpectedly on {ended:%d %b, %H:%M}."


def still_running(names: Sequence[str]) -> str:
    """`names`: of what runs, such as `Bouncing the mix`."""
    what = "it" if len(names) == 1 else "them"
    return f"Still running: {', '.join(names)}. If you quit now, Worktape cancels {what} and saves your song."


def demo_not_made(reasons: list[str]) -> str:
    """`reasons`: sentences; none where nothing is known."""
    return " ".join(["Worktape cannot make the demo song.", *reasons])


NO_POINTER = "Move the pointer over the timeline to paste there."
SECTIONS_TAKE_MUSIC = {
    True: "The music goes along when you move, copy or delete a section.",
    False: "Sections move by themselves: the music stays where it is.",
}
SECTIONS_HELP = (
    "Drag a section to another place, or an edge to another bar. Double-click: loop it. "
    "Drag or double-click beside: a new one."
)
RIPPLES = {
    "off": "Ripple is off: what lies behind an edit stays where it is.",
    "track": "Ripple: what lies behind an edit moves along, on the tracks that it touches.",
    "all": "Ripple: what lies behind an edit moves along, on all tracks.",
}


def item_help(name: str, part: Literal["start", "end", "body"], notes: str = "") -> str:
    """Of a marker, section or range of the ruler: what a drag of a part of it does, and the notes on it."""
    told = f"{name}: drag to move it" if part == "body" else f"{name}: drag to move its {part}"
    return f"{told}\n{notes}" if notes else told
