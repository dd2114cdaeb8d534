"""Echoes at the time that they state. Hazards: a long one that comes early, a ring that wraps, memory for what nobody uses."""

import numpy as np
import pytest

from audio_engine.capacity import LONGEST_DELAY_S
from audio_engine.plan import BusPlan, ChannelPlan, ChannelValues, MixPlan, SendValues, StripValues
from tests.helpers.engine import MASTER, EngineRig, effect

BLOCK = 8192


@pytest.mark.parametrize("rate", [44100, 48000, 96000, 192000])
def test_the_longest_echo_comes_on_time(rate: int) -> None:
    frames = round(LONGEST_DELAY_S * rate)
    dry = ChannelValues(StripValues(fader_gain=0.0), (SendValues(1.0, pre=1.0),))
    own = effect("delay", time_frames=frames, feedback=0.5, damping_hz=20000.0, low_cut_hz=20.0)
    channel = ChannelPlan(0, 2, (0, 1), True, "in", values=dry)
    rig = EngineRig(MixPlan(rate, (channel,), (MASTER, BusPlan(1, "delay", effect=own))), inputs=2, outputs=2)
    rig.pump.run(BLOCK)
    impulse = np.zeros((BLOCK, 2), np.float32)
    impulse[100] = 1.0
    assert not rig.pump.run(BLOCK, impulse).any()
    heard = [rig.pump.run(BLOCK) for _ in range((2 * frames + 100) // BLOCK)]
    mono = np.concatenate(heard)[:, 0]
    first = frames + 100 - BLOCK
    assert np.argmax(np.abs(mono)) == first
    assert abs(mono[first] - 1.0) < 1e-6
    assert not mono[:first].any()
    assert np.argmax(np.abs(mono[first + 1000 :])) + 1000 == frames  # the second echo, through the whole ring once more
