"""How much the engine holds, and which numbers its buses and lanes have: the one place where these facts are written.

The mix runs in stages: tracks, groups of each level, effect returns, master; a bus hears earlier stages only. Lanes of
tracks come first, then two for each group, each effect bus and the master. Headphone mixes have no lanes.

Lives: everywhere (constants; imports nothing).
"""

LANES = 256  # of tracks: a mono track has one, a stereo track two
SENDS = 8  # effect buses
CUES = 16  # headphone mixes: as many pairs as an interface with 32 outputs has
GROUP_LEVELS = 3  # groups of level 1 hear tracks, of level 2 groups of level 1 too, and so on
GROUPS_A_LEVEL = 16  # as many as a song has groups, so that any of them may be at any level
DEVICE_CHANNELS = 64  # inputs, and outputs, of one device
LAST_FRAME = 24 * 3600 * 192000  # of a timeline: a day at the highest rate
RATES_HZ = (44100, 192000)  # the lowest and the highest

LONGEST_DELAY_S = 12.0  # of an echo: four beats at the slowest tempo
LARGEST_SHELF_Q = 2.0  # beyond, the two resonances of a shelf are no shelf
SHORTEST_HOLD_MS = 25.0  # of a gate, half a period of 20 Hz: it does not close between the peaks of a steady tone

# bus numbers: send k feeds bus FIRST_EFFECT + k
MASTER_BUS = 0
FIRST_EFFECT = 1
FIRST_CUE = FIRST_EFFECT + SENDS
FIRST_GROUP = FIRST_CUE + CUES
BUSES = FIRST_GROUP + GROUP_LEVELS * GROUPS_A_LEVEL

FIRST_GROUP_LANE = LANES
FIRST_RETURN_LANE = FIRST_GROUP_LANE + 2 * GROUP_LEVELS * GROUPS_A_LEVEL
MASTER_LANE = FIRST_RETURN_LANE + 2 * SENDS


def group_number(level: int, seat: int) -> int:
    """The bus number of a group: `level` from 1, `seat` from 0."""
    return FIRST_GROUP + (level - 1) * GROUPS_A_LEVEL + seat


def group_level(number: int) -> int:
    """The level, from 1, of the group with this bus number."""
    return 1 + (number - FIRST_GROUP) // GROUPS_A_LEVEL


def bus_lane(number: int) -> int:
    """The first of the two lanes in which a bus's strip runs; -1 for headphone mixes, which have none."""
    if number == MASTER_BUS:
        return MASTER_LANE
    if number < FIRST_CUE:
        return FIRST_RETURN_LANE + 2 * (number - FIRST_EFFECT)
    return -1 if number < FIRST_GROUP else FIRST_GROUP_LANE + 2 * (number - FIRST_GROUP)
