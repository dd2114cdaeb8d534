"""How performers hear themselves: the three ways, which of them a track uses, and what that means in words.

Lives: any thread (pure).
"""

from typing import Literal, NamedTuple, get_args

from app.audibility import Audibility
from app.edits.edit import find_bus
from app.headphone_plans import replaces_main_mix
from app.model.bus import Bus
from app.model.channel import Channel, headphone_buses
from app.model.routing import way_to_master
from app.model.song import Song
from app.model.track import Monitoring, Track
from audio_engine.protocol import DeviceState

Way = Literal["direct", "through", "tape"]
WAYS: tuple[Way, ...] = get_args(Way)
HELD = "held"  # in place of a way: nobody has said yet that inputs shall be heard
WAY_NAMES: dict[Way, str] = {"direct": "Direct", "through": "Through Worktape", "tape": "Only while recording"}
WAY_WORDS: dict[Way, str] = {
    "direct": "You hear yourself through the interface. Worktape does not play armed inputs, so you do not hear them twice.",
    "through": "You hear every armed input at all times, also during playback.",
    "tape": "You hear an armed input when stopped or recording, and the existing take during playback.",
}
EXCELLENT_MS, FINE_MS = 10.0, 25.0
SILENT_DB = -100.0
WIRELESS_WORDS = (
    "bluetooth",
    "airpods",
    "hands-free",
    "handsfree",
    "headset",
    "earbuds",
    "buds",
    "hfp",
    "a2dp",
    "bluez",
)
TELEPHONE_RATES_HZ = (8000, 16000, 24000)


class Latency(NamedTuple):
    """A round trip in words; `kind` colours it: good or warn."""

    figure: str  # 4.3 ms · measured
    verdict: str  # excellent, fine, late
    kind: str
    sentence: str


def heard_as(track: Track, way: Way | Literal["held"]) -> Monitoring:
    """What the engine does with a track's input: its own choice, and for `auto` the way of this machine."""
    if way == HELD:
        return "off"
    if track.monitoring != "auto":
        return track.monitoring
    if way == "direct":
        return "off"
    return "in" if way == "through" and track.armed else "auto"


def is_live(track: Track, way: Way) -> bool:
    """Whether the track's input is heard while the tape is stopped."""
    heard = heard_as(track, way)
    return bool(track.inputs) and (heard == "in" or (heard == "auto" and track.armed))


def latency_words(frames: int, rate_hz: int, measured: bool) -> Latency:
    """Under 10 ms excellent, to 25 ms fine, above that late; a driver that says 0 does not know."""
    if frames <= 0 and not measured:
        words = "The driver does not report its delay: measure the round trip once."
        return Latency("delay unknown", "unknown", "warn", words)
    ms = frames * 1000 / rate_hz
    source = "measured" if measured else "estimated"
    verdict, kind = (
        ("excellent", "good") if ms < EXCELLENT_MS else ("fine", "good") if ms <= FINE_MS else ("late", "warn")
    )
    sentence = f"You hear yourself with {ms:.1f} ms delay: {verdict}."
    if ms > FINE_MS:
        sentence += " Choose a smaller buffer, or use your interface's direct monitoring."
    if not measured:
        sentence += " The driver reports this; measure it once to be sure."
    return Latency(f"{ms:.1f} ms \u00b7 {source}", verdict, kind, sentence)


def advice_against(device: DeviceState) -> str:
    """One sentence where a device is no good for recording: wireless, or made for telephone calls; else empty."""
    for name in (device.input_device, device.output_device):
        if any(word in name.casefold() for word in WIRELESS_WORDS):
            return (
                f"{name} looks wireless: it is late by a tenth of a second or more, and its microphone sounds like a "
                "telephone. Use a cable or an audio interface for recording."
            )
    if device.rate_hz in TELEPHONE_RATES_HZ and device.input_channels <= 1:
        return (
            f"{device.input_device or 'This device'} runs at {device.rate_hz / 1000:g} kHz, as headsets do in a call. "
            "Use a cable or an audio interface for recording."
        )
    return ""


def sentence_for(
    song: Song,
    audible: Audibility,
    track: Track,
    way: Way,
    device: DeviceState | None,
    frames: int,
    measured: bool,
    *,
    brief: bool = False,
) -> str:
    """How the performer on an armed track hears themselves now, and with what delay: one sentence. `audible` is the
    song's; `brief` leaves out whom it is about and when."""
    if not track.inputs:
        return f"{track.name} has no input yet, so there is nothing to hear."
    if device is None:
        return f"{track.name} is not heard: no audio device is open."
    if device.backend == "virtual":
        return f"{track.name} is not heard: there is no sound card."
    if max(track.inputs) > device.input_channels:
        return f"{track.name} is not heard: the device has no input {max(track.inputs)}."
    heard = heard_as(track, way)
    if heard == "off":
        own = "its monitor is off" if track.monitoring == "off" else "direct monitoring is chosen"
        if brief:
            return "Monitored by your interface \u00b7 no delay"
        return f"{track.name}: monitored directly by your interface, no delay ({own})."
    late = latency_words(frames, device.rate_hz, measured)
    delay = f"{late.figure.replace(' · ', ', ')} ({late.verdict})" if late.verdict != "unknown" else late.figure
    phones, where = _phones_of(song, audible, track, device), "in the main mix"
    if phones:
        where = "in " + " and ".join(phones)
    elif why := _why_not_in_the_mix(song, audible, track, device):
        return f"{track.name} is not heard: {why}, and no headphone mix that has outputs carries it."
    if brief:
        return f"Monitoring {where if phones else 'on'} \u00b7 {late.figure.split(' · ')[0]}"
    when = {"in": "at all times", "auto": "when stopped or recording, and the existing take during playback"}[heard]
    return f"{track.name}: you hear the input {where} {when}; {delay}."


def _phones_of(song: Song, audible: Audibility, track: Track, device: DeviceState) -> list[str]:
    """The headphone mixes that carry the track to an output that the device has."""
    cues = {cue.bus: cue for cue in track.strip.cues if not cue.mute and cue.level_db > SILENT_DB}
    return [
        bus.name
        for bus in song.buses
        if bus.kind == "headphones" and bus.id in cues and not _why_silent(song, audible, bus, device)
    ]


def _why_not_in_the_mix(song: Song, audible: Audibility, track: Track, device: DeviceState) -> str:
    """Empty where the main mix carries the track to an output that the device has."""
    for bus in headphone_buses(song):
        if replaces_main_mix(song, bus.outputs) and not _why_silent(song, audible, bus, device):
            return f"{bus.name} plays in place of the main mix, without it"
    way = [find_bus(song, bus_id) for bus_id in way_to_master(song, track.output)]
    carriers: list[Channel] = [track, *way, song.master]
    for channel in carriers:
        if reason := _why_silent(song, audible, channel, device):
            return reason
    return ""


def _why_silent(song: Song, audible: Audibility, channel: Channel, device: DeviceState) -> str:
    if not audible.sounds(channel):
        silenced = audible.states[channel.id] == "silenced"
        return "another channel is soloed" if silenced else f"{channel.name} is muted"
    if channel.strip.fader_db <= SILENT_DB:
        return f"the fader of {channel.name} is down"
    if (
        isinstance(channel, Bus)
        and channel.kind in ("master", "headphones")
        and not any(output <= device.output_channels for output in channel.heard_at)
    ):
        return f"{channel.name} has no outputs that the device has"
    return ""
