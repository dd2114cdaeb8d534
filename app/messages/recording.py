"""Recording: arming, punching, passes, retrospective recording; and what no recording allows.

Lives: any thread (pure).
"""

from collections.abc import Sequence

from app.text.values import count

SONG_READ_ONLY = "The song is open for reading only. Save a copy to change it."
STILL_WRITING = "What you just played is still being written. Try again in a moment."
PAST_PUNCH_OUT = "The playhead is past the punch-out point. Go back, or move the punch range."
NOTHING_ARMED = "No track is armed. Arm the tracks you want to record."
NOWHERE_TO_KEEP = "No track is armed. Arm the track for what you just played, or name the track."
TRACKS_WITHOUT_INPUT = "Some of these tracks have no input, so they have nothing to keep. Choose tracks with inputs."
NO_SOUND_CARD = "No sound card is open. To record anyway, choose “Record without a sound card”."
NO_DEVICE = "No audio device is open. Choose one in the device dialog."
NO_ROOM_TO_RECORD = "The disk is too full to record. Make room on the song's drive, then record."
RATE_IN_USE = "The song's sample rate cannot change during a recording. Stop first."
FORM_IN_USE = "The form of the song cannot change during a recording. Stop first."
TEMPO_IN_USE = "Tempo and meter cannot change during a recording. Stop first."
PUNCH_OUTSIDE_LOOP = "The punch range is outside the loop. Move one of them, or turn the loop off."
ALREADY_RECORDING = "Worktape is already recording."
RETROSPECTIVE_OFF = "Worktape was not listening: retrospective recording is off."
RECORDING_KEEPS_IT = "Worktape is recording and keeps what you play. Stop first."
NOTHING_REMEMBERED = "Worktape has not heard an input yet, so there is nothing to keep."
RECORDING_CONTINUES = "A recording of this song is still running. It continues here."
SONG_GONE = "That song is no longer open."
PRACTICE_SPEED = "Takes are recorded at 100 % speed. Set the speed to 100 %, or record the rehearsal as a work tape."
STOP_AFTER_PRACTICE = "The song still plays on from another speed. Stop it once, then record."
STOP_FIRST = "Stop the recording first."
WAIT_FOR_RENDER = "Wait until rendering is finished, or cancel it."
NO_SONG = "No song is open."
WOULD_BE_SILENT = "No sound card is open, so a recording would be silent."
LAST_DISCARDED = "The last recording is discarded."
NO_SOUND_TO_KEEP = "There was no sound to keep."


def nothing_to_flatten(track: str) -> str:
    return f"{track} has no clips to flatten."


def comp_lacks_audio(track: str, file: str, fault: str) -> str:
    return f"{file} of {track} {fault}. Replace the file before you flatten the comp."


def still_writing(doing: str) -> str:
    return f"What you just played is still being written. Wait a moment before {doing}."


def stop_before(doing: str) -> str:
    return f"Stop the recording before {doing}."


def no_input(track: str) -> str:
    return f"{track} is armed but has no input. Choose one."


def input_missing(track: str, number: int, available: int) -> str:
    inputs = count(available, "input") if available else "no inputs"
    return f"{track} records input {number}, but the open device has {inputs}. Choose another input or device."


def stop_or_retry(retry_key: str) -> str:
    return f"Stop the recording first. {retry_key} discards it and begins again."


def kept(takes: str, seconds: float) -> str:
    return f"Kept on {takes}: the last {seconds:.0f} s."


def set_aside(take: str) -> str:
    return f"{take} is set aside."


def takes_set_aside(number: int) -> str:
    return f"{count(number, 'take')} are set aside."


def take_discarded(take: str) -> str:
    return f"{take} is discarded."


def recording_ended(reason: str) -> str:
    """`reason`: a sentence."""
    return f"The recording ended. {reason}"


def takes_are_safe(reason: str) -> str:
    """`reason`: a sentence."""
    return f"The takes are safe in the song's folder. {reason}"


def recording_stays(track: str) -> str:
    return f"{track} is recording. Stop before you remove it."


def recording_inputs(track: str) -> str:
    return f"{track} is recording. Stop before you change its inputs."


def recording_keeps_takes(track: str) -> str:
    return f"{track} is recording. Stop the recording first: this would take earlier takes away."


def recording_prints(track: str) -> str:
    return f"{track} is recording. Stop before you change what it prints."


def recording_armed(track: str) -> str:
    return f"{track} is recording. Stop before you disarm it."


def unknown_track(name: str) -> str:
    return f"The song has no track {name}."


def take_lost_audio(times: str) -> str:
    return f"The device lost audio {times} during the take. The ruler shows where."


def passes_of_another_song(song: str) -> str:
    return f"{song} is no longer open. Open it, and its recordings are offered again."


def recordings_found(recordings: Sequence[str], earlier: int) -> str:
    """`recordings`: `01:23.512 on Vox`; `earlier`: how many more there are."""
    number = len(recordings) + earlier
    what = "A recording was" if number == 1 else f"{number} recordings were"
    more = f"; and {earlier} before" if earlier else ""
    return f"{what} cut short. What reached the disk is safe: {'; '.join(recordings)}{more}."
