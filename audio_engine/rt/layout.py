"""The layout of everything the callback touches: names of rows and words, and the records they live in.

Positions are frames. `timeline` frames belong to the song, `engine` frames count what the device has run since the
stream began, `roll` frames count what the tape has run (they never jump, so playback rings are indexed by them).

Lives: everywhere (constants).
"""

import numpy as np
from numba import from_dtype, types

LANES = 256
LANE_BLOCK = 16  # lanes are processed in blocks of this many: one AVX-512 or two AVX registers of float32
BUSES = 16
SENDS = 8
CUES = 4
DEVICE_CHANNELS = 64
SLICE_FRAMES = 64
BANK_WIDTH = LANES + 16  # a row of 1024 bytes would put all rows into four cache sets
MAX_BLOCK_FRAMES = 16384

# targets[parameter, lane]: what the client wants
TRIM, FADER, PAN, ON, SEND_0 = 0, 1, 2, 3, 4
CUE_0 = SEND_0 + SENDS
PARAMETERS = CUE_0 + CUES
# gains[row, lane]: what the mixer multiplies by, smoothed per sample
GAIN_TRIM, GAIN_POST, GAIN_LEFT, GAIN_RIGHT, GAIN_SEND_0 = 0, 1, 2, 3, 4
GAIN_CUE_0 = GAIN_SEND_0 + SENDS
GAIN_ROWS = GAIN_CUE_0 + CUES
# bus_targets[parameter, bus]
BUS_FADER, BUS_PAN, BUS_ON, BUS_CLICK = 0, 1, 2, 3
BUS_DECAY_S, BUS_PRE_DELAY_FRAMES, BUS_DAMPING_HZ, BUS_DELAY_FRAMES, BUS_FEEDBACK = 4, 5, 6, 7, 8
BUS_PARAMETERS = 9
# bus_gains[row, bus]
BUS_GAIN_LEFT, BUS_GAIN_RIGHT, BUS_GAIN_CLICK = 0, 1, 2
BUS_GAIN_ROWS = 3
# bus kinds
MASTER, REVERB, DELAY, HEADPHONES = 0, 1, 2, 3
# lane sides and monitoring
MONO, LEFT, RIGHT = 0, 1, 2
MONITOR_OFF, MONITOR_IN, MONITOR_AUTO = 0, 1, 2

# clock words (shared, under a sequence lock)
CLOCK_SEQUENCE, CLOCK_ENGINE, CLOCK_TIMELINE, CLOCK_STATE, CLOCK_RECORDING, CLOCK_EPOCH = 0, 1, 2, 3, 4, 5
CLOCK_DROPOUTS, CLOCK_DROPPED_FRAMES, CLOCK_UNDERRUNS, CLOCK_CALLBACKS, CLOCK_LATE = 6, 7, 8, 9, 10
CLOCK_CYCLES, CLOCK_FRAMES, CLOCK_FAULTS, CLOCK_PLAN, CLOCK_ROLL = 11, 12, 13, 14, 15
CLOCK_WORDS = 16
LOAD_BINS = 256  # load_histogram[k]: callbacks that took k to k+1 percent of their block; the last bin takes the rest

# transport words (private)
STATE, TIMELINE, ENGINE, ROLL, EPOCH, EPOCH_ROLL, EPOCH_TIMELINE = 0, 1, 2, 3, 4, 5, 6
LOOP_ON, LOOP_START, LOOP_END, LOOP_SERIAL = 7, 8, 9, 10
COUNT_IN_LEFT, STOP_AT, RECORDING, FADE_LEFT, AFTER_FADE, LOCATE_TO, PLAY_WHEN_READY, STOP_TIMELINE = (
    11, 12, 13, 14, 15, 16, 17, 18,
)  # fmt: skip
FRESH = 19  # 1: the next slice snaps smoothers and clears effects (the start from stop)
CLICK_AGE, CLICK_ACCENT = 20, 21  # frames since the click began; large: silent
LAST_LOAD_CYCLES = 22
ADC_BASE_SET, LOSS_BEGAN, LOSS_TIMELINE, LOSS_WINDOW = 23, 24, 25, 29
ADOPTED_PLAN = 26
ARM_WHEN_READY, COUNT_IN_ASKED = 27, 28
TRANSPORT_WORDS = 32
# transport states
STOPPED, COUNTING_IN, ROLLING, FADING, WAITING = 0, 1, 2, 3, 4

# commands: [kind, engine frame or -1 for now, a, b, c, d]
COMMAND_ROLL, COMMAND_STOP, COMMAND_LOCATE, COMMAND_LOOP = 1, 2, 3, 4
COMMAND_WORDS = 6
COMMANDS = 256
# events: [kind, engine frame, timeline frame, length, extra]
EVENT_ROLL, EVENT_STOP, EVENT_WRAP, EVENT_LOST, EVENT_UNDERRUN = 1, 2, 3, 4, 5
EVENT_WORDS = 5
EVENTS = 4096
# ring index words: written by the producer, read by the consumer, a cache line apart
WRITTEN, READ = 0, 8
RING_INDEX_WORDS = 16

# reader words (private): what the disk reader tells the callback
READY_EPOCH = 0
READER_WORDS = 8
NO_SWAP = -1
SILENT = 1 << 62  # filled_to of a lane without audio: silence that counts as no underrun

# float words (private)
RATE_HZ, CYCLES_A_FRAME, ADC_BASE_S, LOSS_MINIMUM, TAPE_FADE, LOSS_BEFORE = 0, 1, 2, 3, 4, 5
FLOAT_WORDS = 8

# lane_state rows (private, int64)
ROUTE_INPUT, ROUTE_MONITOR, ROUTE_ARMED, ROUTE_ACTIVE, ROUTE_SIDE, TAPE_SIDE, SWAP_FADE, CLIP_RUN = (
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
)
LANE_WORDS = 8
# lane_fades rows (private, float32): 0 to 1
FADE_ROUTE, FADE_INPUT, FADE_TAPE = 0, 1, 2
LANE_FADES = 3

REVERB_LINES = 8
DIFFUSERS = 4
# effect_state[bus, word]
FX_WRITE, FX_AGE, FX_TAP, FX_TAP_OLD, FX_TAP_FADE, FX_DAMP_0 = 0, 1, 2, 3, 4, 5
FX_WORDS = (
    16  # FX_DAMP_0 + 0, 1: low-pass memory of the delay; + 2: damping; + 3 ...: feedback, or the gains of the lines
)

PLAN = np.dtype(
    [
        ("serial", np.int64),
        ("lane_count", np.int64),  # a multiple of LANE_BLOCK
        ("bus_count", np.int64),
        ("effect_count", np.int64),
        ("cue_count", np.int64),
        ("click_on", np.int64),
        ("beats_per_bar", np.int64),
        ("curve_count", np.int64),
        ("beat_frames", np.float64),
        ("lane_active", np.int64, (LANES,)),
        ("lane_input", np.int64, (LANES,)),
        ("lane_monitor", np.int64, (LANES,)),
        ("lane_armed", np.int64, (LANES,)),
        ("lane_side", np.int64, (LANES,)),
        ("bus_kind", np.int64, (BUSES,)),
        ("bus_output", np.int64, (BUSES * 2,)),
        ("curves", np.int64),  # address of int64[curve_count, 4]: parameter, lane, first point, points
        ("curve_frames", np.int64),  # address of int64[points]
        ("curve_values", np.int64),  # address of float32[points]
        ("curve_points", np.int64),
    ],
    align=True,
)

_f4, _f8, _i4, _i8 = np.float32, np.float64, np.int32, np.int64

# what every client may see: clock and meters (peaks are float32 bits in int32, so that an atomic max works on them)
SHARED = np.dtype(
    [
        ("clock", _i8, (CLOCK_WORDS,)),
        ("cycles_a_frame", _f8, (1,)),  # for turning cycles into load
        ("load_histogram", _i8, (LOAD_BINS,)),
        ("input_peak", _i4, (DEVICE_CHANNELS,)),
        ("lane_peak", _i4, (LANES,)),
        ("bus_peak", _i4, (BUSES * 2,)),
        ("output_peak", _i4, (DEVICE_CHANNELS,)),
        ("input_square", _f4, (DEVICE_CHANNELS,)),
        ("lane_square", _f4, (LANES,)),
        ("bus_square", _f4, (BUSES * 2,)),
        ("input_clips", _i8, (DEVICE_CHANNELS,)),
        ("lane_clips", _i8, (LANES,)),
        ("bus_clips", _i8, (BUSES * 2,)),
    ],
    align=True,
)
# what one client writes
CONTROL_BLOCK = np.dtype(
    [
        ("targets", _f4, (PARAMETERS, LANES)),
        ("overrides", _i8, (PARAMETERS, LANES)),
        ("bus_targets", _f4, (BUS_PARAMETERS, BUSES)),
        ("commands", _i8, (COMMANDS, COMMAND_WORDS)),
        ("command_index", _i8, (RING_INDEX_WORDS,)),
    ],
    align=True,
)
# private to the engine; the callback's userdata is the address of this record
ENGINE_RECORD = np.dtype(
    [
        ("plan", _i8, (1,)),  # addresses, posted with a release store
        ("control", _i8, (1,)),
        ("server_control", _i8),
        ("shared", _i8),
        ("tape", _i8),  # float32[2, LANES, tape_frames]: playback rings by roll frame, doubled for edits while playing
        ("capture", _i8),  # float32[capture_channels, capture_frames]: input rings by engine frame
        ("click", _i8),  # float32[2, click_frames]: accent, beat
        ("reverb_lines", _i8),  # float32[SENDS, REVERB_LINES, reverb_frames]
        ("reverb_pre", _i8),  # float32[SENDS, 2, pre_frames]
        ("diffusers", _i8),  # float32[SENDS, DIFFUSERS, diffuser_frames]
        ("echo", _i8),  # float32[SENDS, 2, echo_frames]
        ("stems", _i8),  # float32[LANES + BUSES, stem_frames, 2]; one frame when nobody wants stems
        ("tape_frames", _i8),
        ("capture_frames", _i8),
        ("capture_channels", _i8),
        ("click_frames", _i8),
        ("reverb_frames", _i8),
        ("pre_frames", _i8),
        ("diffuser_frames", _i8),
        ("echo_frames", _i8),
        ("stem_frames", _i8),
        ("inputs", _i8),
        ("outputs", _i8),
        ("transport", _i8, (TRANSPORT_WORDS,)),
        ("epoch", _i8, (8,)),
        ("floats", _f8, (FLOAT_WORDS,)),
        ("events", _i8, (EVENTS, EVENT_WORDS)),
        ("event_index", _i8, (RING_INDEX_WORDS,)),
        ("reader", _i8, (READER_WORDS,)),
        ("filled_to", _i8, (2, LANES)),
        ("swap_at", _i8, (LANES,)),
        ("lane_state", _i8, (LANE_WORDS, LANES)),
        ("lane_fades", _f4, (LANE_FADES, LANES)),
        ("live", _f4, (PARAMETERS, LANES)),
        ("goals", _f4, (GAIN_ROWS, LANES)),
        ("gains", _f4, (GAIN_ROWS, LANES)),
        ("bus_goals", _f4, (BUS_GAIN_ROWS, BUSES)),
        ("bus_gains", _f4, (BUS_GAIN_ROWS, BUSES)),
        ("bus_live", _f4, (BUS_PARAMETERS, BUSES)),
        ("captured", _i8, (8,)),
        ("bank", _f4, (SLICE_FRAMES, BANK_WIDTH)),
        ("bank_left", _f4, (SLICE_FRAMES, BANK_WIDTH)),
        ("bank_right", _f4, (SLICE_FRAMES, BANK_WIDTH)),
        ("mix", _f4, (BUSES, 2, SLICE_FRAMES)),
        ("reverb_low", _f4, (SENDS, REVERB_LINES)),
        ("reverb_lengths", _i8, (REVERB_LINES + DIFFUSERS,)),
        ("effect_state", _f4, (SENDS, FX_WORDS)),
        ("effect_words", _i8, (SENDS, FX_WORDS)),
        ("peaks_now", _f4, (LANES,)),
        ("squares_now", _f4, (LANES,)),
        ("steady", _i8, (GAIN_ROWS,)),
        ("scratch", _f4, (8, LANES)),
    ],
    align=True,
)
# shape of each array that the engine record names by address
RINGS = {
    "tape": (2, LANES, "tape_frames"),
    "capture": ("capture_channels", "capture_frames"),
    "click": (2, "click_frames"),
    "reverb_lines": (SENDS, REVERB_LINES, "reverb_frames"),
    "reverb_pre": (SENDS, 2, "pre_frames"),
    "diffusers": (SENDS, DIFFUSERS, "diffuser_frames"),
    "echo": (SENDS, 2, "echo_frames"),
    "stems": (LANES + BUSES, "stem_frames", 2),
}

ENGINE = from_dtype(ENGINE_RECORD)
CONTROL = from_dtype(CONTROL_BLOCK)
SHARED_TYPE = from_dtype(SHARED)
PLAN_TYPE = from_dtype(PLAN)
F4_1 = types.Array(types.float32, 1, "C")
F4_2 = types.Array(types.float32, 2, "C")
F4_3 = types.Array(types.float32, 3, "C")
I8_1 = types.Array(types.int64, 1, "C")
I8_2 = types.Array(types.int64, 2, "C")
I4_1 = types.Array(types.int32, 1, "C")
