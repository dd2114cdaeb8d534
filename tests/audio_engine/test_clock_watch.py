"""Hazards: a machine that slept takes its device for dead, a dead one is never told, a device that waits is called dead."""

import math
import time

import pytest

from audio_engine.clock_watch import ClockWatch


class _Time:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(time, "monotonic", lambda: self.now)

    def looks(self, watch: ClockWatch, frame: int, seconds: float, every_s: float = 0.02) -> bool:
        """Whether one of the looks within so many seconds says that the clock stands."""
        said = False
        for _ in range(round(seconds / every_s)):
            self.now += every_s
            said = watch.stands(frame) or said
        return said


def test_a_clock_that_stands_is_told_after_its_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    now, watch = _Time(monkeypatch), ClockWatch()
    watch.expect(1.0)
    assert not now.looks(watch, 64, 0.9)
    assert not now.looks(watch, 128, 0.9), "it moved"
    assert now.looks(watch, 128, 0.3)


def test_a_machine_that_slept_wakes_without_losing_its_device(monkeypatch: pytest.MonkeyPatch) -> None:
    now, watch = _Time(monkeypatch), ClockWatch()
    watch.expect(1.0)
    assert not now.looks(watch, 64, 0.5)
    now.now += 3600.0  # and the watcher is the first to be awake
    assert not watch.stands(64)
    assert not now.looks(watch, 64, 0.2)
    assert now.looks(watch, 64, 0.5), "it never came back"


def test_a_device_may_take_its_time_to_begin_and_only_then(monkeypatch: pytest.MonkeyPatch) -> None:
    now, watch = _Time(monkeypatch), ClockWatch()
    watch.expect(1.0, grace_s=2.0)
    assert not now.looks(watch, 0, 2.9)
    watch.expect(1.0, grace_s=2.0)
    assert now.looks(watch, 0, 3.2)


def test_a_device_that_waits_for_the_disk_is_never_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    now, watch = _Time(monkeypatch), ClockWatch()
    watch.expect(math.inf)
    assert not now.looks(watch, 64, 600.0, 0.25)
