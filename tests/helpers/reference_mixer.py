"""A mixer in plain numpy and float64, as an oracle for the compiled one. It shares no code with it.

It knows a plan only as data, and a console's laws: trim, width, fader and mute, pan and balance, sends before and after the
fader, groups of groups, echoes, headphone mixes. Nothing in it is late: whatever the compiled mixer delays, it has to
delay everywhere alike. It has no filters, dynamics, saturation, reverb, chorus, automation or limiter.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from audio_engine.plan import BusPlan, ChannelValues, MixPlan

Samples = npt.NDArray[np.float64]
FIRST_EFFECT = 1  # send k feeds this bus number plus k
FIRST_HEADPHONES = 9  # level k of a track goes to this bus number plus k


def pan(samples: Samples, position: float) -> Samples:
    """Samples [frame, channel] as left and right [frame, 2]; position -1 (left) to 1.

    Mono: the sine-cosine law, equal power, -3.01 dB in the middle (Blumlein; D. Griesinger, "Stereo and surround panning in
    practice", AES 112). Stereo: a balance that turns the other side down and leaves the near one as it is.
    """
    if samples.shape[1] == 1:
        angle = (position + 1.0) * np.pi / 4.0
        return samples * np.array([np.cos(angle), np.sin(angle)])
    return samples * np.minimum(1.0, [1.0 - position, 1.0 + position])


def widen(samples: Samples, width: float) -> Samples:
    """Stereo through middle and side, the side times `width` (0 is mono); mono passes."""
    if samples.shape[1] == 1:
        return samples
    middle, side = (samples[:, 0] + samples[:, 1]) / 2.0, (samples[:, 0] - samples[:, 1]) / 2.0
    return np.stack([middle + width * side, middle - width * side], axis=1)


def one_pole(samples: Samples, corner_hz: float, rate_hz: int) -> Samples:
    """A one-pole low-pass y += a (x - y), a = 1 - exp(-2 pi f / rate), as the convolution with its impulse response."""
    a = 1.0 - np.exp(-2.0 * np.pi * corner_hz / rate_hz)
    response = a * (1.0 - a) ** np.arange(len(samples))
    return np.stack([np.convolve(side, response)[: len(samples)] for side in samples.T], axis=1)


def echoes(sent: Samples, effect: Mapping[str, float], rate_hz: int) -> Samples:
    """What a delay makes of what is sent to it: repeats `delay_time_frames` apart, each through the feedback's low-pass
    (`delay_damping_hz`) and high-pass (`delay_low_cut_hz`) once more. With
    `delay_ping_pong` they change sides, mono, from left on."""
    frames, ping_pong = int(effect["delay_time_frames"]), effect["delay_ping_pong"] > 0.5
    heard = np.zeros_like(sent)
    repeat = np.stack([sent.mean(axis=1), np.zeros(len(sent))], axis=1) if ping_pong else sent
    for _ in range(len(sent) // frames):
        repeat = np.concatenate([np.zeros((frames, 2)), repeat[:-frames]])
        heard = heard + repeat
        dark = one_pole(repeat, effect["delay_damping_hz"], rate_hz)
        repeat = (dark - one_pole(dark, effect["delay_low_cut_hz"], rate_hz)) * effect["delay_feedback"]
        if ping_pong:
            repeat = repeat[:, ::-1]
    return heard


class ReferenceMix:
    """What every bus of a plan plays when these tapes run: `tapes[slot]` is [frame, channel], all equally long."""

    def __init__(self, plan: MixPlan, tapes: Mapping[int, Samples]) -> None:
        self._plan = plan
        frames = len(next(iter(tapes.values())))
        self._into = {bus.number: np.zeros((frames, 2)) for bus in plan.buses}
        self.plays: dict[int, Samples] = {}  # by bus number, after fader and pan
        for channel in plan.channels:
            self._strip(tapes[channel.slot], channel.values, channel.output)
        waiting = [bus for bus in plan.buses if bus.kind != "headphones"]
        while waiting:
            ready = [bus for bus in waiting if not any(self._feeds(other, bus) for other in waiting)]
            assert ready, "buses feed each other in a circle"
            for bus in ready:
                waiting.remove(bus)
                self.plays[bus.number] = self._bus(bus)
        for bus in plan.buses:
            if bus.kind == "headphones":
                strip = bus.values.strip
                self.plays[bus.number] = pan(self._into[bus.number], strip.pan) * strip.fader_gain * strip.on

    @staticmethod
    def _feeds(other: BusPlan, bus: BusPlan) -> bool:
        """Whether a bus needs another one first: by its output, its sends, or as everything comes before the master."""
        if other is bus:
            return False
        sends = {FIRST_EFFECT + k for k, send in enumerate(other.values.sends) if send.gain}
        return bus.kind == "master" or other.output == bus.number or bus.number in sends

    def _bus(self, bus: BusPlan) -> Samples:
        into = self._into[bus.number]
        if bus.kind == "delay":
            into = echoes(into, bus.effect, self._plan.rate_hz)
        return self._strip(into, bus.values, None if bus.kind == "master" else bus.output)

    def _strip(self, samples: Samples, values: ChannelValues, output: int | None) -> Samples:
        """Run a strip, and add it to its output, to effect buses and headphone mixes. Gives it after fader and pan."""
        strip = values.strip
        before = widen(samples * strip.trim_gain, strip.width)
        after = before * strip.fader_gain * strip.on
        for k, send in enumerate(values.sends):
            tapped = before if send.pre else after
            self._add(FIRST_EFFECT + k, pan(tapped, send.pan if send.own_pan else strip.pan) * send.gain)
        for k, cue in enumerate(values.cues):
            self._add(FIRST_HEADPHONES + k, pan(before, cue.pan if cue.own_pan else strip.pan) * cue.gain)
        played = pan(after, strip.pan)
        if output is not None:
            self._add(output, played)
        return played

    def _add(self, number: int, samples: Samples) -> None:
        if number in self._into:
            self._into[number] = self._into[number] + samples
