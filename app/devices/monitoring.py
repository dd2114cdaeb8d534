"""How performers hear themselves, described: monitoring modes, latency, and where each input is audible.

Lives: any thread (pure).
"""

from typing import NamedTuple

from app.edits.edit import find_bus
from app.messages import monitoring as messages
from app.model.audibility import Audibility
from app.model.bus import Bus
from app.model.channel import Channel, channels, headphone_buses
from app.model.ids import BusId
from app.model.routing import route_to_master
from app.model.song import Song
from app.model.track import Monitoring, Track
from app.song.monitoring import MonitoringMode, effective_monitoring, replaces_main_mix
from audio_engine.protocol import DeviceState

MODE_NAMES: dict[MonitoringMode, str] = {
    "direct": "Direct",
    "through": "Through Worktape",
    "tape": "Except during playback",
}
MODE_DESCRIPTIONS: dict[MonitoringMode, str] = {
    "direct": messages.DIRECT,
    "through": messages.THROUGH,
    "tape": messages.TAPE,
}
EXCELLENT_MS, FINE_MS = 10.0, 25.0
SILENT_DB = -100.0
MAIN_MIX = "in the main mix"
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


def describe_monitoring(mode: Monitoring, monitoring_mode: MonitoringMode) -> str:
    """What a track's own choice means; `auto` follows this machine's `monitoring_mode`."""
    return {
        "off": "Monitor off: you do not hear this input through Worktape",
        "in": "Monitor input: you always hear this input",
        "auto": f"Monitor auto. {MODE_DESCRIPTIONS[monitoring_mode]}",
    }[mode]


def latency_words(frames: int, rate_hz: int, measured: bool) -> Latency:
    """Under 10 ms excellent, to 25 ms fine, above that late; a driver that says 0 does not know."""
    if frames <= 0 and not measured:
        return Latency("delay unknown", "unknown", "warn", messages.DELAY_UNKNOWN)
    ms = frames * 1000 / rate_hz
    source = "measured" if measured else "estimated"
    verdict, kind = (
        ("excellent", "good") if ms < EXCELLENT_MS else ("fine", "good") if ms <= FINE_MS else ("late", "warn")
    )
    sentence = messages.delay(ms, verdict, late=ms > FINE_MS, measured=measured)
    return Latency(f"{ms:.1f} ms \u00b7 {source}", verdict, kind, sentence)


def advice_against(device: DeviceState) -> str:
    """One sentence where a device is no good for recording: wireless, or made for telephone calls; else empty."""
    for name in (device.input_device, device.output_device):
        if any(word in name.casefold() for word in WIRELESS_WORDS):
            return messages.looks_wireless(name)
    if device.rate_hz in TELEPHONE_RATES_HZ and device.input_channels <= 1:
        return messages.telephone_rate(device.input_device or "This device", device.rate_hz)
    return ""


def sentence_for(
    song: Song,
    audible: Audibility,
    track: Track,
    mode: MonitoringMode,
    device: DeviceState | None,
    frames: int,
    measured: bool,
    *,
    listen_in: BusId | None = None,
    brief: bool = False,
) -> str:
    """Describe how the performer on an armed track hears themselves now, and with what delay, in one sentence.

    Args:
        song: The song.
        audible: Which of its channels are audible.
        track: The performer's.
        mode: How performers hear themselves on this machine.
        device: The open device; None for none.
        frames: The round trip, in frames of the device.
        measured: True if the round trip was measured and not reported by the driver.
        listen_in: The headphone mix that the control room listens in to.
        brief: Leave out whom it is about and when.
    """
    if not track.inputs:
        return messages.no_input_to_hear(track.name)
    if device is None:
        return messages.not_heard(track.name, "no audio device is open")
    if device.backend == "virtual":
        return messages.not_heard(track.name, "there is no sound card")
    if max(track.inputs) > device.input_channels:
        return messages.not_heard(track.name, f"the device has no input {max(track.inputs)}")
    monitoring = effective_monitoring(track, mode)
    if monitoring == "off":
        own = "its monitor is off" if track.monitoring == "off" else "direct monitoring is chosen"
        if brief:
            return "Monitored by your interface \u00b7 no delay"
        return messages.monitored_directly(track.name, own)
    late = latency_words(frames, device.rate_hz, measured)
    delay = f"{late.figure.replace(' · ', ', ')} ({late.verdict})" if late.verdict != "unknown" else late.figure
    where, why = _where(song, audible, track, device, listen_in)
    if not where:
        return messages.not_heard(track.name, f"{why}, and no headphone mix that has outputs carries it")
    if brief:
        return f"Monitoring {'on' if where == MAIN_MIX else where} \u00b7 {late.figure.split(' · ')[0]}"
    when = {"in": "at all times", "auto": "when stopped or recording, and the existing take during playback"}[
        monitoring
    ]
    return messages.heard(track.name, where, when, delay)


def _where(
    song: Song, audible: Audibility, track: Track, device: DeviceState, listen_in: BusId | None
) -> tuple[str, str]:
    """Where the track's input is heard; or else nothing, and why not."""
    taken, phones = set(song.master.resolved_outputs), list[str]()
    for bus in headphone_buses(song):
        own = set(bus.outputs) - taken  # an output carries one mix
        taken |= own
        if any(output <= device.output_channels for output in own) and not _why_not_in_phones(audible, track, bus):
            phones.append(bus.name)
    if phones:
        return "in " + " and ".join(phones), ""
    return _at_main_outputs(song, audible, track, device, listen_in)


def _at_main_outputs(
    song: Song, audible: Audibility, track: Track, device: DeviceState, listen_in: BusId | None
) -> tuple[str, str]:
    """As `_where`, of what the control room hears.

    In the engine's order: channels that are listened to alone, the headphone mix that is listened in to, the first one
    that has the master's outputs, the main mix.
    """
    if not any(output <= device.output_channels for output in song.master.resolved_outputs):
        return "", f"{song.master.name} has no outputs that the device has"
    if song.monitor.level_db <= SILENT_DB:
        return "", "the monitor is turned down"
    route: list[Channel] = [
        track,
        *(find_bus(song, bus_id) for bus_id in route_to_master(song, track.output)),
        song.master,
    ]
    if alone := [channel for channel in channels(song) if channel.strip.listen != "off"]:
        return _listened_alone(audible, route, alone)
    for bus in headphone_buses(song):
        if bus.id == listen_in:
            why = _why_not_in_phones(audible, track, bus)
            return ("", f"the room listens to {bus.name}: {why}") if why else (f"in {bus.name}", "")
    for bus in headphone_buses(song):
        if replaces_main_mix(song, bus.outputs) and not _why_silent(audible, bus):
            if _why_not_in_phones(audible, track, bus):
                return "", f"{bus.name} plays in place of the main mix, without it"
            return f"in {bus.name}", ""
    why = _why_not_through(audible, route)
    return ("", why) if why else (MAIN_MIX, "")


def _listened_alone(audible: Audibility, route: list[Channel], alone: list[Channel]) -> tuple[str, str]:
    """`route` is the track and what it runs through; before the fader (PFL) a channel's own mute and fader do not count."""
    for number, channel in enumerate(route):
        kind = channel.strip.listen
        if kind != "off" and not _why_not_through(audible, route[: number + (kind == "afl")]):
            return f"{'' if number == 0 else f'with {channel.name} '}alone ({kind.upper()})", ""
    carrier = next((channel for channel in route if channel in alone), None)
    if carrier is not None:
        return "", _why_not_through(audible, route)
    return "", f"you listen to {alone[0].name} alone ({alone[0].strip.listen.upper()})"


def _why_not_in_phones(audible: Audibility, track: Track, bus: Bus) -> str:
    cue = next((cue for cue in track.strip.cues if cue.bus == bus.id), None)
    if cue is None or cue.mute or cue.level_db <= SILENT_DB:
        return f"{track.name} is not in it"
    return _why_silent(audible, bus)


def _why_not_through(audible: Audibility, route: list[Channel]) -> str:
    return next((reason for channel in route if (reason := _why_silent(audible, channel))), "")


def _why_silent(audible: Audibility, channel: Channel) -> str:
    if not audible.sounds(channel):
        silenced = audible.states[channel.id] == "silenced"
        return "another channel is soloed" if silenced else f"{channel.name} is muted"
    return f"the fader of {channel.name} is down" if channel.strip.fader_db <= SILENT_DB else ""
