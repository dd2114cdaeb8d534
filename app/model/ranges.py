"""Limits of values outside the parameter table, with units in their names, and how many of each thing a song may hold.

Edits stay inside them; a file that does not is refused.

Lives: any thread.
"""

from audio_engine import capacity
from audio_engine.capacity import CUES, DEVICE_CHANNELS, GROUPS_A_LEVEL, LAST_FRAME, SENDS

CLIP_GAIN_DB = (-48.0, 48.0)
STRETCH = (0.25, 4.0)  # new length of a clip over its old one
PITCH_SEMITONES = (-24.0, 24.0)
LANE_HEIGHT_PX = (0, 600)
TEMPO_BPM = (20.0, 400.0)
BEATS_PER_BAR = (1, 16)
BEAT_UNITS = (2, 4, 8, 16)
CHANGE_BAR = (2, 9999)
COUNT_IN_BARS = (0, 8)
ROLL_BARS = (0, 8)
CLICK_SUBDIVISION = (1, 4)
FRAMES = (0, LAST_FRAME)
INTENSITY = (0, 10)
SECTION_START_BAR = (1.0, 1e7)  # beyond the end of any timeline
SECTION_LENGTH_BARS = (0.0, 1e7)
RATING = (0, 5)
BEND = (-1.0, 1.0)
LOUDNESS_LUFS = (-200.0, 200.0)  # of a measured mix: beyond what samples can hold, and far from any sound
SHARE_HUNDREDTHS = (0, 10_000)  # of a percent: 10,000 is the whole song
MONEY_CENTS = (0, 1_000_000_000)
PARTS_WITH_LEAD = (1, 64)
RATE_HZ = capacity.RATES_HZ
RATES_HZ = (44100, 48000, 88200, 96000, 176400, 192000)
TAKE_FORMATS = ("32f", "24")
CHANNEL_NUMBER = (1, DEVICE_CHANNELS)
TRACK_CHANNELS = (1, 2)
MAX_BUSES = 1 + SENDS + CUES + GROUPS_A_LEVEL  # the master is one
MAX_VCAS = 16
MAX_VERSIONS = 50
TRACK_COLOURS = 10
COLOUR = (0, TRACK_COLOURS - 1)
CAPO = (0, 11)  # fret
TRANSPOSED_SEMITONES = (0, 11)

LONGEST_NAME = 80  # characters of a name that is given
LONGEST_TEXT = 400  # characters of any name or file in a song: programs add to names that were given
LONGEST_NOTE = 4000  # characters
LONGEST_LYRICS = 100_000  # characters
LONGEST_CHORDS = 80  # characters of the chords of one bar
LONGEST_ID = 64  # characters
LONGEST_FILE_BYTES = 255  # of each part of a path: no file system takes more
MOST_ITEMS = 1_000_000  # of any one list: points of a curve, clips of a track
