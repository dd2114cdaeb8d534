"""Hazards: a track that prints and does not say so, a take that only a new recording could print."""

from dataclasses import replace

import pytest

from app.edits import channels, tracks
from app.edits.edit import Edit
from app.edits.printing import print_strip
from app.model.ids import PassId, TakeId
from app.model.song import Song
from app.model.take import Take
from tests.helpers.songs import RATE
from tests.ui.conftest import WindowDriver
from tests.ui.test_mixer import choose
from ui.arrange.take_header import TakeHeader
from ui.mixer.strip_menu import strip_menu


def test_the_strips_menu_prints_and_header_and_strip_say_so(driver: WindowDriver) -> None:
    track = driver.song.tracks[0]
    header = driver.window.arrange.headers.headers[track.id]
    strip = driver.window.mix.console.tracks[track.id]
    strip.select()
    assert header.prints.isHidden()
    driver.session.document.perform(channels.set_parameter(track.id, "compressor/on", True))
    choose(strip_menu(strip.bridge, strip.channel, strip), "Print the strip")
    assert driver.song.tracks[0].printed_strip is not None
    assert not header.prints.isHidden() and "compressor" in header.toolTip()
    assert "printed with compressor" in strip.eq_thumb.accessibleName()
    assert "Print this take" in driver.session.board.notices[-1].sentence, "what lies there already is dry now"
    choose(strip_menu(strip.bridge, strip.channel, strip), "Print the strip")
    assert driver.song.tracks[0].printed_strip is None and header.prints.isHidden()
    assert driver.song.tracks[0].strip.compressor.on


def test_a_strip_with_nothing_on_is_refused_in_words(driver: WindowDriver) -> None:
    told: list[str] = []
    driver.window.bridge.noticed.connect(lambda notice: told.append(notice.sentence))
    track = driver.song.tracks[0]
    strip = driver.window.mix.console.tracks[track.id]
    strip.select()
    choose(strip_menu(strip.bridge, strip.channel, strip), "Print the strip")
    assert "nothing to print" in told[-1]


def test_a_takes_menu_prints_it_and_its_header_says_what_it_is(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[object, object]] = []
    monkeypatch.setattr(driver.session.print_queue, "print_take", lambda track, take: asked.append((track, take)))
    dry = Take(TakeId("d"), PassId("p"), "Kick 1", "audio/part-0.wav", 0, 0, RATE, "", 0, False, -6.0, unprinted=True)
    wet = replace(dry, id=TakeId("w"), name="Kick 1 printed", dry=dry.id, unprinted=False)

    def with_takes(song: Song) -> Song:
        return replace(song, tracks=(replace(song.tracks[0], takes=(dry, wet)), *song.tracks[1:]))

    driver.session.document.perform(Edit("Takes", with_takes))
    track = driver.song.tracks[0]
    shown = [TakeHeader(driver.window.bridge, track, take, lambda _take: None, driver.window) for take in (dry, wet)]
    choose(shown[0].menu(), "Print this take")
    assert asked == [(track.id, dry.id)]
    assert "not printed yet" in shown[0].description() and "printed" in shown[1].description()
    assert all(action.text() != "Print this take" for action in shown[1].menu().actions())


def test_the_meter_of_a_track_that_prints_shows_its_input(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    track = driver.song.tracks[0]
    for edit in (
        channels.set_parameter(track.id, "compressor/on", True),
        print_strip(track.id),
        tracks.set_armed(track.id, True),
    ):
        driver.session.document.perform(edit)
    apart = driver.session.link.slots.input_slot(track.id)
    assert apart is not None
    reading = driver.engine.meters()
    reading.lane_peak[apart] = 0.5
    monkeypatch.setattr(driver.engine, "meters", lambda: reading)
    driver.tick()
    assert driver.window.bridge.levels.lanes.highest_db[driver.window.bridge.lane_of(track.id)] == pytest.approx(
        -6.0, abs=0.1
    )
