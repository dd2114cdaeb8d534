"""How one hears oneself. Hazard: a voice that comes twice, or a sentence that says what is not so."""

import math
from dataclasses import replace

import msgspec
import pytest

from app.devices.monitoring import advice_against, latency_words, sentence_for
from app.edits.buses import add_bus
from app.edits.channels import set_parameter
from app.edits.routing import set_output
from app.edits.songs import fresh_song
from app.edits.tracks import add_track
from app.model.audibility import audibility
from app.model.channel import ChannelId, headphone_buses
from app.model.ids import BusId, TrackId
from app.model.song import Song
from app.model.track import Monitoring
from app.song.monitoring import MonitoringMode, effective_monitoring
from audio_engine.protocol import DeviceState

DEVICE = DeviceState(
    backend="portaudio", host_api="ALSA", input_device="Scarlett", output_device="Scarlett", rate_hz=48000,
    block_frames=64, input_channels=2, output_channels=2, round_trip_frames=288,
)  # fmt: skip


def song(**fields: object) -> Song:
    made = add_track("Vox", channels=1).apply(fresh_song("Song", 48000))
    track = replace(made.tracks[0], inputs=(1,), armed=True, **fields)  # type: ignore[arg-type]
    return replace(made, tracks=(track,))


def in_phones(of: Song) -> Song:
    buses = tuple(replace(bus, outputs=(1, 2)) if bus.kind == "headphones" else bus for bus in of.buses)
    return replace(of, buses=buses)


@pytest.mark.parametrize(
    ("own", "way", "armed", "heard"),
    [
        ("auto", "direct", True, "off"),
        ("auto", "through", True, "in"),
        ("auto", "through", False, "auto"),
        ("auto", "tape", True, "auto"),
        ("in", "direct", True, "in"),
        ("off", "through", True, "off"),
    ],
)
def test_a_track_follows_the_way_of_the_machine_unless_it_has_its_own(
    own: Monitoring, way: MonitoringMode, armed: bool, heard: str
) -> None:
    track = replace(song(monitoring=own).tracks[0], armed=armed)
    assert effective_monitoring(track, way) == heard


@pytest.mark.parametrize(
    ("frames", "verdict", "kind"),
    [(479, "excellent", "good"), (480, "fine", "good"), (1200, "fine", "good"), (1201, "late", "warn")],
)
def test_the_round_trip_in_words(frames: int, verdict: str, kind: str) -> None:
    text = latency_words(frames, 48000, True)
    assert (text.verdict, text.kind) == (verdict, kind)
    assert text.figure.endswith("measured") and "driver" not in text.sentence
    assert ("smaller buffer" in text.sentence) == (verdict == "late")
    guessed = latency_words(frames, 48000, False)
    assert guessed.figure.endswith("estimated") and "Measure it once" in guessed.sentence


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"input_device": "AirPods Pro"}, "AirPods Pro looks wireless"),
        ({"output_device": "WH-1000 (Bluetooth)"}, "WH-1000 (Bluetooth) looks wireless"),
        ({"rate_hz": 16000, "input_channels": 1}, "16 kHz"),
        ({}, ""),
        ({"rate_hz": 16000}, ""),
    ],
)
def test_headsets_are_advised_against(fields: dict[str, object], word: str) -> None:
    advice = advice_against(msgspec.structs.replace(DEVICE, **fields))
    assert word in advice and bool(advice) == bool(word)


def test_one_sentence_for_every_way_and_state_of_the_device() -> None:
    plain = song()
    track = plain.tracks[0]

    def say(of: Song, way: MonitoringMode = "tape", device: DeviceState | None = DEVICE, measured: bool = True) -> str:
        return sentence_for(of, audibility(of), of.tracks[0], way, device, 300, measured)

    assert "no audio device is open" in say(plain, device=None)
    assert "no sound card" in say(plain, device=msgspec.structs.replace(DEVICE, backend="virtual"))
    assert "no input 1" in say(plain, device=msgspec.structs.replace(DEVICE, input_channels=0))
    assert "has no input yet" in say(replace(plain, tracks=(replace(track, inputs=()),)))
    assert say(plain, "direct") == (
        "Vox: monitored directly by your interface, no delay (direct monitoring is chosen)."
    )
    assert "its monitor is off" in say(song(monitoring="off"), "through")
    assert (
        say(in_phones(plain), "through")
        == "Vox: you hear the input in Phones 1 at all times; 6.2 ms, measured (excellent)."
    )
    assert say(plain) == (
        "Vox: you hear the input in the main mix when stopped or recording, and the existing take during playback; "
        "6.2 ms, measured (excellent)."
    )
    assert "estimated" in say(plain, measured=False)


def with_value(of: Song, channel_id: ChannelId, path: str, value: float | bool | str) -> Song:
    return set_parameter(channel_id, path, value).apply(of)


def test_headphones_that_carry_nothing_are_not_said_to_be_heard() -> None:
    made = in_phones(song())
    vox, (phones,) = made.tracks[0].id, headphone_buses(made)
    beyond = replace(made, buses=tuple(replace(b, outputs=(3, 4)) if b is phones else b for b in made.buses))
    for silent in (
        with_value(made, vox, f"cue/{phones.id}/mute", True),
        with_value(made, vox, f"cue/{phones.id}/level_db", -math.inf),
    ):
        told = sentence_for(silent, audibility(silent), silent.tracks[0], "tape", DEVICE, 300, True)
        assert told == (
            "Vox is not heard: Phones 1 plays in place of the main mix, without it, and no headphone mix that has outputs "
            "carries it."
        )
    for silent in (
        with_value(made, phones.id, "mute", True),
        with_value(made, phones.id, "fader_db", -math.inf),
        beyond,
    ):
        told = sentence_for(silent, audibility(silent), silent.tracks[0], "tape", DEVICE, 300, True)
        assert "you hear the input in the main mix" in told
    loud = with_value(made, vox, "mute", True)
    told = sentence_for(loud, audibility(loud), loud.tracks[0], "tape", DEVICE, 300, True)
    assert "you hear the input in Phones 1" in told, "a mix of its own does not follow the mute"


def test_a_main_mix_that_does_not_carry_the_track_is_told_with_the_reason() -> None:
    made = add_bus("group", bus_id=BusId("G")).apply(add_track("Bass", track_id=TrackId("B")).apply(song()))
    vox = made.tracks[0].id
    grouped = set_output(vox, BusId("G")).apply(made)
    elsewhere = replace(made, buses=tuple(replace(b, outputs=(3, 4)) if b is made.master else b for b in made.buses))
    for silent, reason in (
        (with_value(made, vox, "mute", True), "Vox is muted"),
        (with_value(made, vox, "fader_db", -math.inf), "the fader of Vox is down"),
        (with_value(made, TrackId("B"), "solo", True), "another channel is soloed"),
        (with_value(grouped, BusId("G"), "mute", True), "Group 1 is muted"),
        (with_value(grouped, BusId("G"), "fader_db", -math.inf), "the fader of Group 1 is down"),
        (with_value(made, made.master.id, "mute", True), f"{made.master.name} is muted"),
        (elsewhere, f"{made.master.name} has no outputs that the device has"),
    ):
        told = sentence_for(silent, audibility(silent), silent.tracks[0], "tape", DEVICE, 300, True)
        assert told == f"Vox is not heard: {reason}, and no headphone mix that has outputs carries it."


NOWHERE = ", and no headphone mix that has outputs carries it."


def test_what_the_room_listens_to_in_place_of_the_main_mix_is_told() -> None:
    made = add_bus("group", bus_id=BusId("G")).apply(add_track("Bass", track_id=TrackId("B")).apply(song()))
    vox, (phones,) = made.tracks[0].id, headphone_buses(made)
    grouped = set_output(vox, BusId("G")).apply(made)
    without = with_value(made, vox, f"cue/{phones.id}/mute", True)
    for of, listen_in, expected in (
        (with_value(made, TrackId("B"), "listen", "pfl"), None, "is not heard: you listen to Bass alone (PFL)"),
        (with_value(made, vox, "listen", "pfl"), None, "you hear the input alone (PFL)"),
        (with_value(with_value(made, vox, "listen", "pfl"), vox, "mute", True), None, "you hear the input alone (PFL)"),
        (with_value(with_value(made, vox, "listen", "afl"), vox, "mute", True), None, "is not heard: Vox is muted"),
        (with_value(grouped, BusId("G"), "listen", "afl"), None, "you hear the input with Group 1 alone (AFL)"),
        (made, phones.id, f"you hear the input in {phones.name}"),
        (without, phones.id, f"is not heard: the room listens to {phones.name}: Vox is not in it"),
        (with_value(made, phones.id, "mute", True), phones.id, f"to {phones.name}: {phones.name} is muted"),
        (with_value(made, vox, "listen", "pfl"), phones.id, "you hear the input alone (PFL)"),
        (
            replace(made, monitor=replace(made.monitor, level_db=-math.inf)),
            None,
            "not heard: the monitor is turned down",
        ),
    ):
        told = sentence_for(of, audibility(of), of.tracks[0], "through", DEVICE, 300, True, listen_in=listen_in)
        assert expected in told
        assert told.endswith(NOWHERE) == ("not heard" in expected or "is muted" in expected)


def test_outputs_that_another_headphone_mix_has_already_carry_nothing_more() -> None:
    made = add_bus("headphones", bus_id=BusId("P2")).apply(song())
    made = replace(made, buses=tuple(replace(b, outputs=(3, 4)) if b.kind == "headphones" else b for b in made.buses))
    made = with_value(made, made.tracks[0].id, "cue/P2/level_db", 0.0)
    four = msgspec.structs.replace(DEVICE, output_channels=4)
    first = headphone_buses(made)[0]
    assert f"in {first.name} at all" in sentence_for(made, audibility(made), made.tracks[0], "through", four, 300, True)
    made = with_value(made, made.tracks[0].id, f"cue/{first.id}/mute", True)
    told = sentence_for(made, audibility(made), made.tracks[0], "through", four, 300, True)
    assert "you hear the input in the main mix" in told


def test_nothing_that_the_room_listens_to_changes_headphones_on_outputs_of_their_own() -> None:
    made = song()
    vox, (phones,) = made.tracks[0].id, headphone_buses(made)
    made = replace(made, buses=tuple(replace(b, outputs=(3, 4)) if b is phones else b for b in made.buses))
    four = msgspec.structs.replace(DEVICE, output_channels=4)
    listened = with_value(add_track("Bass", track_id=TrackId("B")).apply(made), TrackId("B"), "listen", "pfl")
    told = sentence_for(listened, audibility(listened), listened.tracks[0], "tape", four, 300, True)
    assert listened.tracks[0].id == vox and f"you hear the input in {phones.name}" in told


@pytest.mark.parametrize(
    ("way", "text"),
    [("direct", "Monitored by your interface \u00b7 no delay"), ("tape", "Monitoring on \u00b7 4.2 ms")],
)
def test_the_brief_sentence_says_where_and_how_late(way: MonitoringMode, text: str) -> None:
    made = song()
    told = sentence_for(made, audibility(made), made.tracks[0], way, DEVICE, 200, True, brief=True)
    assert told == text


def test_a_driver_that_says_nothing_is_not_called_excellent() -> None:
    unknown = latency_words(0, 48000, False)
    assert unknown.verdict == "unknown" and unknown.kind == "warn" and "Measure" in unknown.sentence
    made = song()
    assert "delay unknown." in sentence_for(made, audibility(made), made.tracks[0], "tape", DEVICE, 0, False)
    assert latency_words(0, 48000, True).verdict == "excellent"
