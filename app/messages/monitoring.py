"""Monitoring: how performers hear themselves, and with what delay.

Lives: any thread (pure).
"""

DIRECT = "You hear yourself through the interface. Worktape does not play armed inputs, so you do not hear them twice."
THROUGH = "You hear every armed input at all times, also during playback."
TAPE = "You hear an armed input when stopped or recording, and the existing take during playback."
DIRECT_QUESTION = "Does your interface let you hear yourself directly (a button or knob called Direct or Monitor)?"
CHOOSE_MONITORING = "Choose one, so that you do not hear yourself twice."
HOW_TO_MEASURE = "Connect an output to an input with a cable, or hold the microphone in front of a speaker."
NO_CARD_NO_DELAY = "Without a sound card there is no delay."
NO_CARD_NO_INPUT = "There is no input to monitor without a sound card. Open one in the device dialog."
NOT_HEARD_YET = "Not heard yet. Record, or arm it again."
DELAY_UNKNOWN = "The driver does not report its delay. Measure the round trip once."
GOOD_LEVEL = "Good level: peaks between −12 and −6 dB."
OFFSET_HELP = "Moves new takes of this device. Enter samples, or a time such as -1.5 ms. Negative is earlier."
CANCEL_MEASURING = "Stops measuring. Closing the dialog stops it too."


def not_an_offset(typed: str) -> str:
    return f"“{typed}” is not a recording offset. Enter samples or ms, such as -48 or 1.5 ms."


def delay(milliseconds: float, verdict: str, *, late: bool, measured: bool) -> str:
    """`verdict`: excellent, fine or late."""
    sentence = f"You hear yourself with {milliseconds:.1f} ms delay: {verdict}."
    if late:
        sentence += " Choose a smaller buffer, or use your interface's direct monitoring."
    if not measured:
        sentence += " The driver reports this. Measure it once to be sure."
    return sentence


def looks_wireless(device: str) -> str:
    return (
        f"{device} looks wireless: it is late by a tenth of a second or more, and its microphone sounds like a "
        "telephone. Use a cable or an audio interface to record."
    )


def telephone_rate(device: str, rate_hz: int) -> str:
    return f"{device} runs at {rate_hz / 1000:g} kHz, as headsets do in a call. Use a cable or an audio interface to record."


def no_input_to_hear(track: str) -> str:
    return f"{track} has no input yet, so there is nothing to hear."


def not_heard(track: str, why: str) -> str:
    """`why`: a clause, such as `no audio device is open`."""
    return f"{track} is not heard: {why}."


def monitored_directly(track: str, why: str) -> str:
    return f"{track}: monitored directly by your interface, no delay ({why})."


def heard(track: str, where: str, when: str, delay: str) -> str:
    return f"{track}: you hear the input {where} {when}; {delay}."
