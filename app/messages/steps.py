"""Names of the steps of the history, as Undo shows them: what the menu's command does, as an imperative.

A step that changes one value is named after the value, which `app.model` states.

Lives: any thread (pure).
"""

from app.text.values import count

ADD_BUS = "Add bus"
ADD_CLIP = "Add clip"
ADD_MARKER = "Add marker"
ADD_RANGE = "Add range"
ADD_SECTION = "Add section"
ADD_TRACK = "Add track"
ADD_VCA = "Add VCA"
ARM_TRACK = "Arm track"
ASSIGN_VCA = "Assign VCA"
BOUNCE = "Bounce"
BOUNCE_IN_PLACE = "Bounce in place"
CHANGE_ARTIST = "Change artist"
CHANGE_MONITOR = "Change monitor"
CHANGE_VCA = "Change VCA"
CHOOSE_AUTOMATION_MODE = "Choose automation mode"
CHOOSE_CLICK_SOUND = "Choose click sound"
CHOOSE_COMP = "Choose comp"
CHOOSE_INPUTS = "Choose inputs"
CHOOSE_KEY = "Choose side-chain key"
CHOOSE_MONITORING = "Choose monitoring"
CHOOSE_OUTPUT = "Choose output"
CHOOSE_OUTPUTS = "Choose outputs"
CHOOSE_PUNCH_EDGES = "Choose punch edges"
CHOOSE_TAKE = "Choose take"
CHOOSE_TAKE_FORMAT = "Choose take format"
CLICK_OFF = "Turn click off"
CLICK_ON = "Turn click on"
COLOUR_FOLDER = "Colour folder"
COLOUR_MARKER = "Colour marker"
COLOUR_TRACK = "Colour track"
COMPARE_STRIPS = "Compare A and B"
COMPARE_VERSIONS = "Compare mix versions"
COMP_APART = "Comp apart"
COMP_TOGETHER = "Comp together"
CONFIRM_STEP = "Confirm step"
COPY_MAIN_MIX = "Start from the main mix"
CROP_TO_RANGE = "Crop to range"
CURVES_FOLLOW = "Move automation with clips"
CURVES_STAY = "Leave automation in place"
DELETE_CURVE = "Delete curve"
DELETE_TIME = "Delete time"
DISARM_TRACK = "Disarm track"
DISCARD_TAKE = "Discard take"
DISCARD_TAKES = "Discard takes"
DISSOLVE_FOLDER = "Dissolve folder"
DRAW_AUTOMATION = "Draw automation"
EDIT_LYRICS = "Edit lyrics"
END_SOLOS = "End all solos"
ENTER_CHORDS = "Enter chords"
FADE_IN = "Fade in"
FADE_OUT = "Fade out"
FLATTEN_COMP = "Flatten comp"
FOLD = "Fold"
FOLLOW_TEMPO = "Follow the tempo"
FREEZE_TRACK = "Freeze track"
GO_BACK_TO_VERSION = "Go back to a mix version"
IMPORT = "Import audio"
INSERT_TIME = "Insert time"
KEEP_TAKES_DRY = "Keep takes dry"
LOCK_RECORDING = "Lock recording"
MAKE_FOLDER = "Make folder"
MARK_KEEPER = "Mark as keeper"
MONO_OR_STEREO = "Make mono or stereo"
MOVE_FOLDER = "Move folder"
MOVE_MARKER = "Move marker"
MOVE_SECTION = "Move section"
MOVE_TEMPO_CHANGE = "Move tempo change"
NEW_COMP = "New comp"
NEW_GROUP = "New group"
NEW_VCA = "New VCA"
NORMALISE = "Normalise"
NOTE_ON_TAKE = "Note on take"
ONE_SOLO = "One solo at a time"
PASTE = "Paste"
PASTE_STRIP = "Paste strip"
PRINT_STRIP = "Print the strip onto takes"
PRINT_TAKE = "Print take"
PRINT_TAKES = "Print takes"
PROCESS_CLIP = "Process clip"
PUNCH_OFF = "Turn punch off"
PUNCH_ON = "Turn punch on"
RATE_TAKE = "Rate take"
RECALL_VERSION = "Recall mix version"
RECORD = "Record"
RECOVER_TAKE = "Recover take"
REMOVE_BUS = "Remove bus"
REMOVE_COMP = "Remove comp"
REMOVE_SECTION = "Remove section"
REMOVE_TEMPO_CHANGE = "Remove tempo change"
REMOVE_TRACK = "Remove track"
REMOVE_VCA = "Remove VCA"
REMOVE_VERSION = "Remove mix version"
RENAME_BUS = "Rename bus"
RENAME_COMP = "Rename comp"
RENAME_FOLDER = "Rename folder"
RENAME_MARKER = "Rename marker"
RENAME_SECTION = "Rename section"
RENAME_SONG = "Rename song"
RENAME_TAKE = "Rename take"
RENAME_TRACK = "Rename track"
RENAME_VCA = "Rename VCA"
RENAME_VERSION = "Rename mix version"
REOPEN_STEP = "Reopen step"
RESET_STRIP = "Reset strip"
RESIZE_RANGE = "Resize range"
RESIZE_SECTION = "Resize section"
RESTORE_ORIGINAL = "Restore original"
RESTORE_TAKE = "Restore take"
RESTORE_TAKES = "Restore takes"
REVERT = "Revert to the saved song"
RESTORE_UNSAVED = "Restore unsaved changes"
SAVE_VERSION = "Save mix version"
SET_CAPO = "Set capo"
SET_CLICK_PATTERN = "Set click pattern"
SET_CLICK_SUBDIVISION = "Set click subdivision"
SET_CLIP_FADES = "Set clip fades"
SET_CLIP_GAIN = "Set clip gain"
SET_COUNT_IN = "Set count-in"
SET_CROSSFADE = "Set crossfade"
SET_INTENSITY = "Set section intensity"
SET_LOOP = "Set loop"
SET_METER = "Set meter"
SET_POST_ROLL = "Set post-roll"
SET_PRE_ROLL = "Set pre-roll"
SET_PUNCH = "Set punch range"
SET_PUNCH_IN = "Set punch-in point"
SET_PUNCH_OUT = "Set punch-out point"
SET_TEMPO = "Set tempo"
SET_TEMPO_CHANGE = "Set tempo change"
SET_TRACK_HEIGHT = "Set track height"
SEVERAL_SOLOS = "Several solos at a time"
STAY_AT_OTHER_TEMPOS = "Stay at other tempos"
THAW_TRACK = "Thaw track"
TRACK_NOTES = "Write notes"
TRIM_CLIP = "Trim clip"
TYPICAL_STRUCTURE = "Start with a typical structure"
UNFOLD = "Unfold"
UNLOCK_RECORDING = "Unlock recording"
UNMARK_KEEPER = "Remove keeper mark"
WRITE_AUTOMATION = "Write automation"


def of(verb: str, number: int, noun: str) -> str:
    """`Move track`, `Move 3 tracks`."""
    return f"{verb} {noun}" if number == 1 else f"{verb} {count(number, noun)}"


def of_clips(verb: str, clips: int) -> str:
    """`Move clip`, `Move 3 clips`."""
    return of(verb, clips, "clip")


def of_range(verb: str) -> str:
    """`Move range`."""
    return f"{verb} range"


def several_tracks(step: str, tracks: int) -> str:
    """`step`: what is done to each of them, such as `Arm track`, `Mute` or `Lock recording`."""
    verb, _, noun = step.partition(" ")
    return of(verb, tracks, "track") if noun in ("", "track") else f"{step} of {count(tracks, 'track')}"


def import_files(files: int) -> str:
    return IMPORT if files == 1 else f"Import {count(files, 'file')}"


def preset(name: str) -> str:
    return f"Apply preset {name}"


def template(name: str) -> str:
    return f"Apply template {name}"


def automate(value: str) -> str:
    """`value`: its name."""
    return f"Automate {value if value[:2].isupper() else value[:1].lower() + value[1:]}"


def turn_off(path: str, value: str) -> str:
    """`path`: of a switch; `value`: its name, which stands for turning it on too."""
    return {"mute": "Unmute", "solo": "Unsolo"}.get(path, f"{value} off")


def range_of(row: str) -> str:
    """`row`: Loop or Punch, of the ruler."""
    return f"Set {row.lower()} range"


def place(track: str) -> str:
    return f"Place {track}"
