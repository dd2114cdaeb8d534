"""The lowest and highest value of what is not in the parameter table, with its unit in the name.

Lives: any thread (constants).
"""

from audio_engine.capacity import DEVICE_CHANNELS

CLIP_GAIN_DB = (-48.0, 24.0)
TEMPO_BPM = (20.0, 400.0)
BEATS_PER_BAR = (1, 16)
BEAT_UNITS = (2, 4, 8, 16)
CHANGE_BAR = (2, 9999)
COUNT_IN_BARS = (0, 8)
ROLL_BARS = (0, 8)
CLICK_SUBDIVISION = (1, 4)
FRAMES = (0, 24 * 3600 * 192000)  # a day at the highest rate
INTENSITY = (0, 10)
RATE_HZ = (44100, 192000)
RATES_HZ = (44100, 48000, 88200, 96000, 176400, 192000)
CHANNEL_NUMBER = (1, DEVICE_CHANNELS)
MAX_VCAS = 16
TRACK_COLOURS = 10
