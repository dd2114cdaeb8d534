"""Hazards: audio that is lost and nowhere written down; a device that loses every block and fills the disk with that."""

import numpy as np
import pytest

from audio_engine.rt.layout import CLOCK
from audio_engine.server.loss_log import LossLog


def test_what_the_callback_counts_is_logged_at_most_once_a_second(caplog: pytest.LogCaptureFixture) -> None:
    clock, losses = np.zeros(1, CLOCK)[0], LossLog()
    clock["late"] = 3  # while the device was opened
    losses.begin(clock)
    losses.look(clock, 10.0)
    assert caplog.messages == []
    clock["engine_frame"], clock["dropouts"], clock["underruns"] = 48000, 1, 2
    losses.look(clock, 10.0)
    clock["dropouts"] += 1
    losses.look(clock, 10.5)
    losses.look(clock, 11.0)
    assert caplog.messages == [
        "At engine frame 48000: 1 losses of the device, 2 blocks without audio from the disk.",
        "At engine frame 48000: 1 losses of the device.",
    ]


def test_nothing_is_logged_before_a_device_is_open(caplog: pytest.LogCaptureFixture) -> None:
    clock = np.zeros(1, CLOCK)[0]
    clock["faults"] = 1
    LossLog().look(clock, 10.0)
    assert caplog.messages == []
