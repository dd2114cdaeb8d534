"""The rows of the target tables and of the strip's sections, each named once and in the order in which they lie in memory.

A NamedTuple here is both: values that travel (one float a row) and, counted from 0, the rows' numbers for kernels. A row's
name says its unit: `_gain` is a linear factor, `_db`, `_hz`, `_ms`, `_s` and `_frames` are those; a switch is 0 or 1, a
choice is an index. The document's parameter table names these rows. Its defaults and ranges are not the engine's,
whose own neutral values leave the sound unchanged.

Lives: everywhere (constants; imports nothing).
"""

from typing import NamedTuple

NO_KEY = -1.0  # no lane
EFFECT_ROWS = 8  # values that an effect may have; each kind names its own in its file


class StripValues(NamedTuple):
    """Targets of one strip, in the order of targets[row, lane].

    A negative trim inverts; `on` has mute and solo resolved; `compressor_key_lane` is a lane or NO_KEY.
    """

    trim_gain: float = 1.0
    fader_gain: float = 1.0
    pan: float = 0.0
    on: float = 1.0
    width: float = 1.0
    pfl: float = 0.0
    afl: float = 0.0
    high_pass_on: float = 0.0  # from here on settings of sections: they are ramped
    high_pass_frequency_hz: float = 0.0
    high_pass_slope: float = 0.0  # 0: 12 dB per octave, 1: 24
    low_pass_on: float = 0.0
    low_pass_frequency_hz: float = 0.0
    low_pass_slope: float = 0.0
    gate_on: float = 0.0
    gate_threshold_db: float = 0.0
    gate_range_db: float = 0.0
    gate_attack_ms: float = 0.0
    gate_hold_ms: float = 0.0
    gate_release_ms: float = 0.0
    gate_hysteresis_db: float = 0.0
    eq_on: float = 0.0
    eq_low_frequency_hz: float = 0.0
    eq_low_gain_db: float = 0.0
    eq_low_q: float = 0.0
    eq_low_shape: float = 0.0  # 0: bell, 1: shelf; the four bands have the same rows
    eq_low_mid_frequency_hz: float = 0.0
    eq_low_mid_gain_db: float = 0.0
    eq_low_mid_q: float = 0.0
    eq_low_mid_shape: float = 0.0
    eq_high_mid_frequency_hz: float = 0.0
    eq_high_mid_gain_db: float = 0.0
    eq_high_mid_q: float = 0.0
    eq_high_mid_shape: float = 0.0
    eq_high_frequency_hz: float = 0.0
    eq_high_gain_db: float = 0.0
    eq_high_q: float = 0.0
    eq_high_shape: float = 0.0
    compressor_on: float = 0.0
    compressor_threshold_db: float = 0.0
    compressor_ratio: float = 1.0
    compressor_knee_db: float = 0.0
    compressor_attack_ms: float = 0.0
    compressor_release_ms: float = 0.0
    compressor_makeup_db: float = 0.0
    compressor_mix: float = 1.0
    compressor_key_filter_hz: float = 0.0
    compressor_key_lane: float = NO_KEY
    compressor_before_eq: float = 0.0
    de_esser_on: float = 0.0
    de_esser_frequency_hz: float = 0.0
    de_esser_threshold_db: float = 0.0
    de_esser_range_db: float = 0.0
    saturation_on: float = 0.0
    saturation_drive_db: float = 0.0
    saturation_mix: float = 1.0


class BusValues(NamedTuple):
    """Targets of a bus besides its strip, in the order of bus_targets[row, bus]; the rows of its effect follow.

    Headphone mixes have no lanes: their level, balance and switch are here.
    """

    phones_gain: float = 0.0
    phones_pan: float = 0.0
    phones_on: float = 0.0
    click_gain: float = 0.0  # master: in the monitor path, unless an audible headphone mix has the click
    limiter_on: float = 0.0
    limiter_ceiling_db: float = 0.0
    limiter_release_ms: float = 0.0


def numbered(values, first=0):
    """Return a record of a NamedTuple class whose fields are counted from `first`: the numbers of its rows."""
    return values(*range(first, first + len(values._fields)))


STRIP_ROW = numbered(StripValues)
STRIP_ROWS = len(STRIP_ROW)
BUS_ROW = numbered(BusValues)
EFFECT_ROW_0 = len(BUS_ROW)
BUS_ROWS = EFFECT_ROW_0 + EFFECT_ROWS

# What a section of the strip keeps beside its settings. A new section has an amount, where it can be switched, and constants.
# amounts[block, section, lane]: 0 off to 1 on, ramped so that switching does not click
(
    AMOUNT_HIGH_PASS, AMOUNT_LOW_PASS, AMOUNT_GATE, AMOUNT_EQ, AMOUNT_COMPRESSOR_FIRST, AMOUNT_COMPRESSOR, AMOUNT_DE_ESSER,
    AMOUNT_SATURATION,
) = range(SECTIONS := 8)  # fmt: skip
# dynamics[block, row, lane]: constants of the dynamics sections, made from the targets at a control point.
# Levels and thresholds are log2 of linear amplitude (1 = 6.02 dB). Those of a section follow one another: see its range below
(
    GATE_OPEN, GATE_CLOSE, GATE_FLOOR, GATE_ATTACK, GATE_RELEASE, GATE_HOLD,
    COMP_THRESHOLD, COMP_SLOPE, COMP_HALF_KNEE, COMP_KNEE_SCALE, COMP_ATTACK, COMP_RELEASE, COMP_MAKEUP, COMP_MIX,
    ESS_THRESHOLD, ESS_RANGE, ESS_ATTACK, ESS_RELEASE, SATURATION_SLOPE, SATURATION_NORM, SATURATION_WET,
) = range(DYNAMICS_ROWS := 21)  # fmt: skip
# of each section: its first row, and one past its last
GATE_CONSTANTS, COMPRESSOR_CONSTANTS = (GATE_OPEN, GATE_HOLD + 1), (COMP_THRESHOLD, COMP_MIX + 1)
DE_ESSER_CONSTANTS, SATURATION_CONSTANTS = (ESS_THRESHOLD, ESS_RELEASE + 1), (SATURATION_SLOPE, SATURATION_WET + 1)
# dynamics_state[block, row, lane]; the last three: amount of the section that runs, its goal, and 1 where the compressor
# that runs (before or after the EQ) is the lane's own, 0 where the lane has it in the other place
(
    GATE_PEAK, GATE_PEAK_BEFORE, GATE_COUNT, GATE_GAIN, COMP_PEAK, COMP_PEAK_BEFORE, COMP_GAIN,
    ESS_PEAK, ESS_PEAK_BEFORE, ESS_GAIN, SWITCHED, SWITCHED_TO, OWN_PLACE,
) = range(DYNAMICS_STATE_ROWS := 13)  # fmt: skip
GATE_STATE, COMPRESSOR_STATE, DE_ESSER_STATE = (
    (GATE_PEAK, GATE_GAIN + 1),
    (COMP_PEAK, COMP_GAIN + 1),
    (ESS_PEAK, ESS_GAIN + 1),
)
