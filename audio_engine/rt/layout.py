"""The layout of everything the callback touches: numbers of rows, and the records that words live in.

Positions are frames. `timeline` frames belong to the song, `engine` frames count what the device has run since the
stream began, `roll` frames count what the tape has run (they never jump, so playback rings are indexed by them).

Lives: everywhere (constants).
"""

from typing import Any

import numpy as np
from numba import from_dtype, types

from audio_engine.capacity import (
    BUSES,
    CUES,
    DEVICE_CHANNELS,
    GROUP_LEVELS,
    GROUPS_A_LEVEL,
    LANES,
    MASTER_LANE,
    SENDS,
)
from audio_engine.rt.rows import BUS_ROWS, DYNAMICS_ROWS, DYNAMICS_STATE_ROWS, SECTIONS, STRIP_ROWS

WIDTH = 16  # lanes are processed in blocks of this many: one AVX-512 or two AVX registers of float32
STRIPS = MASTER_LANE + WIDTH  # all lanes that have a strip
BLOCKS = STRIPS // WIDTH
TRACK_BLOCKS = LANES // WIDTH
SLICE_FRAMES = 64
CACHE_LINE = 64  # bytes
MAX_BLOCK_FRAMES = 16384
SCOPE_FRAMES = 32768
SCOPE_ROWS = 4  # master left, master right, the watched lane before its strip and after it
# stages of the mix: tracks, groups of each level, effect returns, master
RETURN_STAGE = 1 + GROUP_LEVELS
MASTER_STAGE = RETURN_STAGE + 1
STAGES = MASTER_STAGE + 1
GROUP_BLOCKS = 2 * GROUPS_A_LEVEL // WIDTH  # of one level

# targets[row, lane]: values that the client sets; first the rows of a strip (rows.py), then those of sends and headphone levels
SEND_GAIN_0 = STRIP_ROWS
SEND_PAN_0 = SEND_GAIN_0 + SENDS
SEND_OWN_PAN_0 = SEND_PAN_0 + SENDS
SEND_PRE_0 = SEND_OWN_PAN_0 + SENDS
CUE_0 = SEND_PRE_0 + SENDS
CUE_LANE_PAN_0 = CUE_0 + CUES  # counts where the row of CUE_OWN_PAN is 1, else the channel's own pan does
CUE_OWN_PAN_0 = CUE_LANE_PAN_0 + CUES
TARGET_ROWS = CUE_OWN_PAN_0 + CUES
# gains[block, row, lane]: what the mixer multiplies by, smoothed per sample. A send has five rows: after the fader with
# the channel's pan; after it with its own pan, left and right; before it, left and right. A headphone level has two
(
    GAIN_TRIM, GAIN_POST, GAIN_LEFT, GAIN_RIGHT, GAIN_STRAIGHT, GAIN_CROSSED, GAIN_PFL_LEFT, GAIN_PFL_RIGHT, GAIN_AFL,
) = range(9)  # fmt: skip
GAIN_SEND_0 = 9
SEND_GAIN_ROWS = 5
SEND_FOLLOWS, SEND_OWN_LEFT, SEND_OWN_RIGHT, SEND_PRE_LEFT, SEND_PRE_RIGHT = 0, 1, 2, 3, 4
GAIN_CUE_0 = GAIN_SEND_0 + SEND_GAIN_ROWS * SENDS
GAIN_ROWS = GAIN_CUE_0 + 2 * CUES
# bus_gains[row, bus] of headphone mixes; of the master the click's only, in the monitor path
BUS_GAIN_LEFT, BUS_GAIN_RIGHT, BUS_GAIN_CLICK = 0, 1, 2
BUS_GAIN_ROWS = 3
# bus kinds; 0: no such bus. Effects follow in the order of effects.EFFECTS
MASTER, GROUP, HEADPHONES = 1, 2, 3
FIRST_EFFECT_KIND = 4
# lane sides and monitoring
MONO, LEFT, RIGHT = 0, 1, 2
MONITOR_OFF, MONITOR_IN, MONITOR_AUTO = 0, 1, 2

# second-order filter sections of a strip, in series where they are in one chain
HIGH_PASS_1, HIGH_PASS_2, LOW_PASS_1, LOW_PASS_2, BAND_0, KEY_FILTER, DE_ESSER_SPLIT = 0, 1, 2, 3, 4, 8, 9
FILTERS = 10
FILTER_COEFFICIENTS = 6  # a1 a2 a3 m0 m1 m2
GATE_REDUCTION, COMPRESSOR_REDUCTION, DE_ESSER_REDUCTION = 0, 1, 2
REDUCTIONS = 3

OVERSAMPLING = 4
OVERSAMPLING_TAPS = 97  # at four times the rate, linear phase: up and down again is a delay of 24 frames
OVERSAMPLING_DELAY = 24
FINE_PHASES = 16  # the limiter looks between samples, sixteen times as fine,
METER_PHASES = 3  # and as the most widespread true-peak meter does
PEAK_PHASES = FINE_PHASES + METER_PHASES
TRUE_PEAK_TAPS = 48  # a phase
LIMITER_LOOK_AHEAD_S = 0.002
LIMITER_FRAMES = 1024  # of its rings; a power of two, more than look-ahead plus detection at 192 kHz

LOAD_BINS = 256  # load_histogram[k]: callbacks that took k to k+1 percent of their block; the last bin takes the rest

ACCENT, BEAT, TICK = 0, 1, 2  # of each sound of the click: strong beat, weak beat, part of a beat
NO_CLICK = -1
CLICKS = 3
CLICK_SOUNDS = 3  # tone, wood, stick
# transport states
STOPPED, COUNTING_IN, ROLLING, FADING, WAITING = 0, 1, 2, 3, 4

# commands: [kind, engine frame or -1 for now, a, b, c, d, e, f]
COMMAND_ROLL, COMMAND_STOP, COMMAND_LOCATE, COMMAND_LOOP = 1, 2, 3, 4
COMMAND_WORDS = 8
COMMANDS = 256
# events: [kind, engine frame, timeline frame, length, whether a pass is on]
EVENT_ROLL, EVENT_STOP, EVENT_WRAP, EVENT_LOST = 1, 2, 3, 4
EVENT_COUNT_IN, EVENT_LEAVE, EVENT_PASS_END = 5, 6, 7  # a locate leaves the timeline; a pass ends and the tape goes on
EVENT_WORDS = 5
EVENTS = 4096
# ring index words: written by the producer, read by the consumer, a cache line apart
WRITTEN, READ = 0, 8
RING_INDEX_WORDS = 16

# reader words (private): written by the disk reader, read by the callback
READY_EPOCH = 0
READER_WORDS = 8
NO_SWAP = -1
SILENT = 1 << 62  # filled_to of a lane without audio: silence that counts as no underrun

# audition_words (private): AUDITION_WANTED and how far the ring is filled are the server's, how far it was played the callback's
AUDITION_WANTED, AUDITION_FILLED, AUDITION_PLAYED = 0, 1, 2
NO_AUDITION, AUDITION_ON_TOP, AUDITION_IN_PLACE = 0, 1, 2  # wanted: none, added to the mix, in place of the mix
AUDITION_WORDS = 8

# lane_state rows (private, int64)
ROUTE_INPUT, ROUTE_MONITOR, ROUTE_ARMED, ROUTE_ACTIVE, TAPE_SIDE, SWAP_FADE = range(6)
LANE_WORDS = 6
# lane_fades rows (private, float32): 0 to 1
FADE_ROUTE, FADE_INPUT, FADE_TAPE = 0, 1, 2
LANE_FADES = 3

REVERB_LINES = 16
REVERB_KINDS = 3  # room, plate, hall
DIFFUSERS = 8  # all-pass stages: four a side
# effect_words[effect, word]
FX_WRITE, FX_AGE, FX_TAP, FX_TAP_OLD, FX_TAP_FADE, FX_KIND = 0, 1, 2, 3, 4, 5
FX_WORDS = 8
FX_STATE = 2 * REVERB_LINES  # effect_state[effect, word]: each effect's own small memory; a reverb needs the most

_f4, _f8, _i4, _i8 = np.float32, np.float64, np.int32, np.int64


def _words(names: str, reals: str = "") -> "np.dtype[np.void]":
    """Return a record of int64 fields, and of float64 fields after them."""
    return np.dtype([(name, _i8) for name in names.split()] + [(name, _f8) for name in reals.split()])


# Where the tape is and what it does (private). A pass is on from Record to Stop; `recording` is 1 where the tape is inside its
# punch, which without one is everywhere. `fresh` 1: the next slice snaps smoothers and clears effects (the start from stop),
# `relocated` 1: the tape comes back from a locate, gates are closed. `click_age`: frames since the click began (large:
# silent), `click_sound`: which of its sounds. `tape_fade`: 0 to 1
TRANSPORT = _words(
    "state timeline engine_frame roll epoch epoch_roll epoch_timeline loop_on loop_start loop_end loop_serial count_in_left "
    "count_in_requested stop_at recording fade_left after_fade locate_to pass_on punch_in punch_out fresh relocated adopted_plan "
    "click_age click_sound",
    "tape_fade",
)
# What the device's clock shows of losses (private): see callback.py. `last_cycles`: cycle counter at the last callback;
# `stalled`: engine frame at which it came far too late, or -1; `stall_left`: callbacks in which the device may still confirm
# that; `stall_reported`: engine frame of the last stall that was reported as a loss; `base_frames`: how far ADC time usually is
# ahead of counted frames
DEVICE_CLOCK = _words(
    "base_set loss_began loss_timeline loss_window last_cycles stalled stall_timeline stall_left stall_confirmed "
    "stall_reported",
    "base_frames loss_minimum loss_before",
)
# What clients see of them (shared, under the sequence lock `clock_sequence`, odd while it is written), and counters
CLOCK = _words(
    "engine_frame timeline state recording epoch roll dropouts dropped_frames underruns callbacks late cycles frames faults "
    "plan"
)
# Which part of the playback rings the disk reader has to fill (private, under the sequence lock `epoch_sequence`)
EPOCH = _words("number loop_serial roll timeline loop_on loop_start loop_end")
# Settings of the monitor path by one client. `watched_lane` -1: none, -2 - n: device input n; `control_room_source`: a headphone
# mix in place of the master, or -1; `talkback_input` -1: none
MONITOR = np.dtype(
    [(name, _f4) for name in ("gain", "mono", "watched_lane", "control_room_source", "talkback_input", "talkback_gain")]
)

PLAN = np.dtype(
    [
        ("serial", np.int64),
        ("effect_count", np.int64),  # effects 0 to this, some perhaps absent
        ("cue_count", np.int64),
        ("click_on", np.int64),
        ("click_subdivision", np.int64),
        ("click_segments", np.int64),
        ("click_beats", np.int64),
        ("click_times", np.int64),  # address of float64[click_segments, 2]: start, frames a beat
        ("click_places", np.int64),  # address of int64[click_segments, 3]: first beat, first accent, beats a bar
        ("click_accents", np.int64),  # address of int64[click_beats]: ACCENT, BEAT or NO_CLICK
        ("click_sound", np.int64, (BUSES,)),
        ("curve_count", np.int64),
        ("block_active", np.int64, (BLOCKS,)),
        ("lane_active", np.int64, (STRIPS,)),
        ("lane_side", np.int64, (STRIPS,)),
        ("lane_output", np.int64, (STRIPS,)),
        ("lane_input", np.int64, (LANES,)),
        ("lane_monitor", np.int64, (LANES,)),
        ("lane_armed", np.int64, (LANES,)),
        ("bus_kind", np.int64, (BUSES,)),
        ("bus_in_use", np.int64, (BUSES,)),  # numbers of the first bus_count, rising
        ("bus_count", np.int64),
        ("bus_lane", np.int64, (BUSES,)),  # -1 for headphone mixes
        ("bus_leaving", np.int64, (BUSES,)),  # 1: removed, and in the plan until it has faded out
        ("lane_leaving", np.int64, (STRIPS,)),  # 1 for the lanes of such a bus
        ("bus_output", np.int64, (BUSES * 2,)),  # an output carries one mix: see plan_record
        ("in_monitor", np.int64, (BUSES,)),  # 1: a headphone mix that the monitor path plays in place of the master
        ("feeds", np.int64, (STAGES, BUSES)),  # 1 where a lane of the stage goes to the bus, 2 where all of them do
        (
            "curves",
            np.int64,
        ),  # address of int64[curve_count, 6]: bus row?, row, lane or bus, first point, points, geometric
        ("curve_frames", np.int64),  # address of int64[points]
        ("curve_values", np.int64),  # address of float32[points]
        ("curve_bends", np.int64),  # address of float32[points]
        ("curve_points", np.int64),
        ("curve_reached", np.int64),  # address of int64[curve_count]: the frame at which each was evaluated last,
        ("curve_ahead", np.int64),  # address of float32[curve_count]: and its value there, for the next control point
    ],
    align=True,
)
CURVE_WORDS = 6

# what every client may see: clock and meters (peaks are float32 bits in int32, so that an atomic max works on them)
SHARED = np.dtype(
    [
        ("clock_sequence", _i8, (8,)),
        ("clock", CLOCK),
        ("cycles_a_frame", _f8, (1,)),  # for turning cycles into load
        ("load_histogram", _i8, (LOAD_BINS,)),
        ("input_peak", _i4, (DEVICE_CHANNELS,)),
        ("lane_peak", _i4, (STRIPS,)),
        ("pre_peak", _i4, (STRIPS,)),
        ("bus_peak", _i4, (BUSES * 2,)),
        ("output_peak", _i4, (DEVICE_CHANNELS,)),
        ("input_square", _f4, (DEVICE_CHANNELS,)),
        ("lane_square", _f4, (STRIPS,)),
        ("bus_square", _f4, (BUSES * 2,)),
        ("input_clips", _i8, (DEVICE_CHANNELS,)),
        ("lane_clips", _i8, (STRIPS,)),
        ("bus_clips", _i8, (BUSES * 2,)),
        ("faults", _i8, (STRIPS,)),
        ("reduction_db", _f4, (REDUCTIONS, STRIPS)),
        ("limiter_db", _f4, (1,)),
        ("loudness", _f8, (8,)),  # written by the server's loudness thread
        ("audition_shown", _i8, (8,)),  # by the server's audition thread: serial, whether it plays, frame of its file
        ("scope_written", _i8, (8,)),
        ("scope", _f4, (SCOPE_ROWS, SCOPE_FRAMES)),
    ],
    align=True,
)
# what one client writes
CONTROL_BLOCK = np.dtype(
    [
        ("targets", _f4, (TARGET_ROWS, STRIPS)),
        ("overrides", np.int8, (TARGET_ROWS, STRIPS)),
        ("bus_targets", _f4, (BUS_ROWS, BUSES)),
        ("bus_overrides", np.int8, (BUS_ROWS, BUSES)),
        ("monitor", MONITOR),
        ("generation", _i8, (8,)),  # counts changes of everything above: unchanged values are not read again
        ("commands", _i8, (COMMANDS, COMMAND_WORDS)),
        ("command_index", _i8, (RING_INDEX_WORDS,)),
    ],
    align=True,
)


def _on_cache_lines(fields: list[tuple[Any, ...]]) -> np.dtype[np.void]:
    """Return a record each of whose arrays begins on a cache line of its own, with one line between two.

    So a row of 16 lanes is never cut in two, and arrays of 4096 bytes do not all fall into the same cache sets.
    """
    names, offsets, end = [field[0] for field in fields], [], 0
    formats = [np.dtype((kind, *shape)) if shape else np.dtype(kind) for _, kind, *shape in fields]
    for form in formats:
        if form.shape or form.names:
            end = -(-end // CACHE_LINE) * CACHE_LINE + CACHE_LINE
        offsets.append(end)
        end += form.itemsize
    size = -(-end // CACHE_LINE) * CACHE_LINE
    return np.dtype({"names": names, "formats": formats, "offsets": offsets, "itemsize": size})


# private to the engine; the callback's userdata is the address of this record
ENGINE_RECORD = _on_cache_lines(
    [
        ("plan", _i8, (1,)),  # addresses, posted with a release store
        ("control", _i8, (1,)),
        ("server_control", _i8),
        ("shared", _i8),
        ("tape", _i8),  # float32[2, LANES, tape_frames]: playback rings by roll frame, doubled for edits while playing
        ("capture", _i8),  # float32[capture_channels, capture_frames]: input rings by engine frame
        ("click", _i8),  # float32[CLICK_SOUNDS, CLICKS, click_frames]
        ("reverb_lines", _i8),  # float32[SENDS, reverb_frames, REVERB_LINES]
        ("reverb_pre", _i8),  # float32[SENDS, 2, pre_frames]
        ("diffusers", _i8),  # float32[SENDS, DIFFUSERS, diffuser_frames]
        ("echo", _i8),  # float32[SENDS, 2, echo_frames]
        ("audition", _i8),  # float32[2, audition_frames]: a file that only the control room hears
        ("stems", _i8),  # float32[STRIPS, stem_frames, 2]; one frame when nobody wants stems
        ("tape_frames", _i8),
        ("capture_frames", _i8),
        ("capture_channels", _i8),
        ("click_frames", _i8),
        ("reverb_frames", _i8),
        ("pre_frames", _i8),
        ("diffuser_frames", _i8),
        ("echo_frames", _i8),
        ("audition_frames", _i8),
        ("stem_frames", _i8),
        ("stem_point", _i8),  # 0: after fader and pan, 1: before the fader
        ("metering", _i8),  # 0 in a bounce, where nobody looks
        ("inputs", _i8),
        ("outputs", _i8),
        ("rate_hz", _f8),
        ("cycles_a_frame", _f8),  # of the processor's counter: turns cycles into load
        ("transport", TRANSPORT),
        ("device_clock", DEVICE_CLOCK),
        ("epoch_sequence", _i8, (8,)),
        ("epoch", EPOCH),
        ("events", _i8, (EVENTS, EVENT_WORDS)),
        ("event_index", _i8, (RING_INDEX_WORDS,)),
        ("reader", _i8, (READER_WORDS,)),
        ("filled_to", _i8, (2, LANES)),
        ("swap_at", _i8, (LANES,)),
        ("lane_state", _i8, (LANE_WORDS, LANES)),
        ("lane_fades", _f4, (LANE_FADES, LANES)),
        ("lane_side", _i8, (STRIPS,)),
        ("lane_output", _i8, (STRIPS,)),
        ("clip_run", _i8, (STRIPS,)),
        ("rerouting", _i8, (1,)),  # lanes that do not follow the plan's routing yet
        ("captured", _i8, (8,)),
        # the bank: [block, 16 * frame + lane in block]; fields below are flat the same way: [block, 16 * row + lane]
        ("bank", _f4, (BLOCKS, SLICE_FRAMES * WIDTH)),
        ("post", _f4, (BLOCKS, SLICE_FRAMES * WIDTH)),
        ("left", _f4, (BLOCKS, SLICE_FRAMES * WIDTH)),
        ("right", _f4, (BLOCKS, SLICE_FRAMES * WIDTH)),
        ("dry_of", _f4, (1, SLICE_FRAMES * WIDTH)),  # working space; [0] of a field can be passed to a kernel
        ("key_of", _f4, (1, SLICE_FRAMES * WIDTH)),
        ("mix", _f4, (BUSES, 2, SLICE_FRAMES)),
        ("pfl_afl_bus", _f4, (2, SLICE_FRAMES)),
        ("pfl_amount", _f4, (2,)),  # share of that bus in the monitor, and its goal
        ("monitor_click", _f4, (SLICE_FRAMES,)),
        ("live", _f4, (BLOCKS, TARGET_ROWS, WIDTH)),
        ("seen", _f4, (BLOCKS, STRIP_ROWS, WIDTH)),
        ("goals", _f4, (BLOCKS, GAIN_ROWS, WIDTH)),
        ("gains", _f4, (BLOCKS, GAIN_ROWS, WIDTH)),
        ("sounding", _f4, (BLOCKS, WIDTH)),  # where mute and solo have faded a lane to: 0 silent, 1 whole
        ("sounding_goal", _f4, (BLOCKS, WIDTH)),
        ("steady", _i8, (BLOCKS, GAIN_ROWS)),
        ("silent", _i8, (BLOCKS, GAIN_ROWS)),
        ("wide_of", _f4, (2, SLICE_FRAMES * WIDTH)),  # gains spread over the frames of a slice
        ("sum_of", _f4, (2, SLICE_FRAMES * WIDTH)),  # left and right before lanes are added up
        ("row", _f4, (16, WIDTH)),
        # filters: smoothed settings (log2 Hz, dB, log2 Q), coefficients as they move, memory
        ("filter_now", _f8, (BLOCKS, FILTERS, 4, WIDTH)),  # and the shape; -1: not set yet
        ("filter_moving", _i8, (BLOCKS, FILTERS)),
        ("filter_used", _i8, (BLOCKS, FILTERS)),
        ("filter_goal", _f4, (BLOCKS, FILTERS * FILTER_COEFFICIENTS * WIDTH)),  # six rows a section
        ("filter_at", _f4, (BLOCKS, FILTERS * FILTER_COEFFICIENTS * WIDTH)),
        ("filter_step", _f4, (BLOCKS, FILTERS * FILTER_COEFFICIENTS * WIDTH)),
        ("filter_state", _f4, (BLOCKS, FILTERS * 2 * WIDTH)),  # two rows a section
        ("key_memory_of", _f4, (1, 2 * WIDTH)),  # working space: memory of the side-chain filters
        ("fit", _f8, (1, 3, 32)),  # working space of the filter design
        ("fit_system", _f8, (1, 4, 8)),
        ("amounts", _f4, (BLOCKS, SECTIONS, WIDTH)),
        ("amount_goals", _f4, (BLOCKS, SECTIONS, WIDTH)),
        ("section_used", _i8, (BLOCKS, SECTIONS)),
        ("section_whole", _i8, (BLOCKS, SECTIONS)),  # 1: every lane has arrived at 1
        ("read_last", _i8, (4,)),  # generation, control block and plan of which the targets were read last
        ("dirty", _i8, (BLOCKS,)),  # 1: a value of the block differs from the last control point
        ("effects_dirty", _i8, (1,)),
        ("gains_moving", _i8, (BLOCKS,)),
        ("ramping", _i8, (BLOCKS,)),  # 1 while settings of the block move to their targets
        # constants of dynamics sections: where the ramp to the next control point ends, its step a frame, where all ramps lead
        ("dynamics", _f4, (BLOCKS, DYNAMICS_ROWS * WIDTH)),
        ("dynamics_step", _f4, (BLOCKS, DYNAMICS_ROWS * WIDTH)),
        ("dynamics_targets", _f4, (BLOCKS, DYNAMICS_ROWS * WIDTH)),
        ("dynamics_moving", _i8, (BLOCKS, DYNAMICS_ROWS)),
        ("dynamics_of", _f4, (1, DYNAMICS_ROWS * WIDTH)),  # working space: constants at one frame
        ("ramp_left", _i8, (2,)),  # frames to the next control point; frames by which the last one came early
        ("dynamics_state", _f4, (BLOCKS, DYNAMICS_STATE_ROWS * WIDTH)),
        # saturation: the last inputs and the last distortion at four times the rate
        ("saturation_in", _f4, (BLOCKS, (OVERSAMPLING_DELAY + 1) * WIDTH)),
        ("saturation_out", _f4, (BLOCKS, OVERSAMPLING * (OVERSAMPLING_DELAY + 1) * WIDTH)),
        ("long_in_of", _f4, (1, (OVERSAMPLING_DELAY + 1 + SLICE_FRAMES) * WIDTH)),
        ("long_out_of", _f4, (OVERSAMPLING, (OVERSAMPLING_DELAY + 1 + SLICE_FRAMES) * WIDTH)),
        ("taps_of", _f4, (1, OVERSAMPLING_TAPS + 3)),
        ("up_taps_of", _f4, (1, OVERSAMPLING_TAPS + 3)),  # the same times four
        ("keys", _f4, (TRACK_BLOCKS, SLICE_FRAMES * WIDTH)),  # what side chains hear: tracks behind their gates
        ("keys_history", _f4, (STAGES, TRACK_BLOCKS, OVERSAMPLING_DELAY * WIDTH)),
        ("key_used", _i8, (TRACK_BLOCKS,)),
        ("stage_late", _f4, (STAGES, 2)),  # share of the stage's saturation delay, and its goal
        ("bypass", _f4, (STAGES, BUSES, 2, OVERSAMPLING_DELAY)),
        ("bus_goals", _f4, (BUS_GAIN_ROWS, BUSES)),
        ("bus_gains", _f4, (BUS_GAIN_ROWS, BUSES)),
        ("bus_live", _f4, (BUS_ROWS, BUSES)),
        ("monitor", _f4, (4,)),  # gain, mono as they are; their goals
        ("watched", _i8, (1,)),
        ("control_room_shares", _f4, (CUES,)),  # share of each headphone mix in the monitor path
        ("control_room_source", _i8, (1,)),  # the one it goes to, or -1
        ("audition_words", _i8, (AUDITION_WORDS,)),
        ("audition_shares", _f4, (2,)),  # of the audition in the monitor path, and how much of the mix it hides
        ("talkback", _f4, (2,)),  # gain, and its goal
        ("talkback_input", _i8, (2,)),  # in use; requested
        ("reverb_filters", _f4, (SENDS, FILTER_COEFFICIENTS * REVERB_LINES)),  # damping and gain of the lines
        ("entering", _f4, (2, SLICE_FRAMES)),
        ("reverb_lengths", _i8, (REVERB_KINDS, REVERB_LINES + DIFFUSERS)),
        ("effect_state", _f4, (SENDS, FX_STATE)),
        ("effect_words", _i8, (SENDS, FX_WORDS)),
        ("limiter_sound", _f4, (2, 2 * LIMITER_FRAMES)),  # doubled, so that a window is never cut
        ("limiter_rings", _f8, (4, LIMITER_FRAMES)),
        ("limiter_words", _i8, (8,)),
        ("limiter_floats", _f8, (8,)),
        ("true_peak_of", _f4, (PEAK_PHASES, TRUE_PEAK_TAPS)),
        ("peaks_of", _f4, (2, SLICE_FRAMES)),  # the largest of every phase, and working space
        ("levels", _f4, (BLOCKS, 3 * WIDTH)),  # peaks before and after the fader, sums of squares after
        ("members_of", _f4, (1, WIDTH)),
    ]
)
# shape of each array that the engine record names by address
RINGS = {
    "tape": (2, LANES, "tape_frames"),
    "capture": ("capture_channels", "capture_frames"),
    "click": (CLICK_SOUNDS, CLICKS, "click_frames"),
    "reverb_lines": (SENDS, "reverb_frames", REVERB_LINES),
    "reverb_pre": (SENDS, 2, "pre_frames"),
    "diffusers": (SENDS, DIFFUSERS, "diffuser_frames"),
    "echo": (SENDS, 2, "echo_frames"),
    "audition": (2, "audition_frames"),
    "stems": (STRIPS, "stem_frames", 2),
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
