"""The lowest and highest value of everything that can be set, with its unit in the name.

Lives: any thread (constants).
"""

FADER_DB = (-120.0, 6.0)  # and -inf
TRIM_DB = (-24.0, 24.0)
SEND_DB = (-120.0, 6.0)  # and -inf
CUE_DB = (-120.0, 6.0)  # and -inf
CLICK_DB = (-120.0, 6.0)  # and -inf
CLIP_GAIN_DB = (-48.0, 24.0)
PAN = (-1.0, 1.0)
DECAY_S = (0.1, 20.0)
PRE_DELAY_MS = (0.0, 250.0)
DAMPING_HZ = (500.0, 20000.0)
TIME_BEATS = (0.125, 4.0)
FEEDBACK = (0.0, 0.95)
TEMPO_BPM = (20.0, 400.0)
BEATS_PER_BAR = (1, 16)
COUNT_IN_BARS = (0, 1)
INTENSITY = (0, 10)
RATE_HZ = (44100, 192000)
RATES_HZ = (44100, 48000, 88200, 96000, 176400, 192000)
CHANNEL_NUMBER = (1, 64)
MAX_TRACK_LANES = 256
MAX_EFFECT_BUSES = 8
MAX_HEADPHONES = 4
TRACK_COLOURS = 10
