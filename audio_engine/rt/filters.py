"""Filters of a strip: trapezoidal state-variable sections, onto which designs are mapped that follow the analogue curve.

Section (Simper, "Linear Trapezoidal Integrated State Variable Filter", 2014) with s = j tan(w / 2):
    H = (mh s^2 + mb g s + ml g^2) / (s^2 + k g s + g^2)
The plain bilinear transform cramps towards Nyquist. Here |H|^2, a ratio of quadratics in t = tan^2(w / 2), is fitted to
the analogue |H|^2 at up to 21 frequencies: linear least squares of N(t) - |H|^2 D(t), reweighted by the last D (Levy
1959; Sanathanan & Koerner 1963), DC exact, begun from impulse-invariant poles (as Vicanek, "Matched Second Order Digital
Filters", 2016). Cuts are the inverses of boosts. Analogue prototypes are those of Bristow-Johnson's Audio EQ Cookbook;
a shelf's Q is at most 2: beyond that its two resonances no longer make a shelf.

Lives: engine, audio thread; `design` also in any thread that draws curves.
"""

import math

import numba
from numba import types

from audio_engine.capacity import LARGEST_SHELF_Q
from audio_engine.rt.kernel import kernel
from audio_engine.rt.layout import (
    ENGINE,
    FILTER_COEFFICIENTS,
    WIDTH,
)

BELL, LOW_SHELF, HIGH_SHELF, HIGH_PASS, LOW_PASS, FLAT = 0, 1, 2, 3, 4, 5
REWEIGHTINGS = 4
BUTTERWORTH_Q = 0.7071067811865476
BUTTERWORTH_4_Q = (0.541196100146197, 1.306562964876377)  # the two sections of the fourth order
RAMP = 0.2  # share of the distance to its target that a filter's setting moves in each slice of 64 frames
RAMP_ARRIVED = 0.002  # octaves or decibels: nearer than this a setting takes its target
DESIGN = types.UniTuple(types.float64, 5)
FIT = types.Array(types.float64, 2, "C")
# where a resonance is sampled, in units of half its bandwidth (nepers), and where the band up to Nyquist is
OFFSETS = (-3.0, -1.5, -0.8, -0.4, -0.15, 0.0, 0.15, 0.4, 0.8, 1.5, 3.0)
SHELF_OFFSETS = (-3.0, -1.2, -0.5, 0.0, 0.5, 1.2, 3.0)
SPREAD = (0.3, 0.5, 0.62, 0.74, 0.84, 0.92)  # of Nyquist
HIGHEST = 0.93  # of Nyquist: points above are left out


@kernel(types.float64(types.int64, types.float64, types.float64, types.float64, types.float64))
def analogue_power(shape, frequency, amplitude, q, at):
    """Return |H|^2 of the analogue prototype (Audio EQ Cookbook) at one frequency.

    Args:
        shape: BELL, LOW_SHELF, HIGH_SHELF, HIGH_PASS or LOW_PASS.
        frequency: Centre or corner in Hz.
        amplitude: 10^(dB / 40), at least 1; counts for bells and shelves.
        q: Quality factor.
        at: Frequency in Hz.
    """
    x = (at / frequency) ** 2
    if shape == BELL:
        return ((1 - x) ** 2 + x * (amplitude / q) ** 2) / ((1 - x) ** 2 + x / (amplitude * q) ** 2)
    if shape == LOW_SHELF:
        slope = x * amplitude / (q * q)
        return amplitude**2 * ((amplitude - x) ** 2 + slope) / ((1 - amplitude * x) ** 2 + slope)
    if shape == HIGH_SHELF:
        slope = x * amplitude / (q * q)
        return amplitude**2 * ((1 - amplitude * x) ** 2 + slope) / ((amplitude - x) ** 2 + slope)
    below = (1 - x) ** 2 + x / (q * q)
    return x * x / below if shape == HIGH_PASS else 1.0 / below


@kernel(types.int64(FIT, types.int64, types.float64, types.float64, types.float64, types.float64, types.float64))
def sample_points(fit, shape, frequency, amplitude, q, rate, scale):
    """Choose the frequencies at which a filter is fitted.

    Args:
        fit: Working space [3, 32]: row 0 becomes tan^2(w / 2) / scale, row 1 the analogue power, row 2 the frequencies in Hz.
        shape: As in `analogue_power`, and so are the next three.
        frequency: Hz.
        amplitude: 10^(dB / 40).
        q: Quality factor.
        rate: Hz.
        scale: By which tan^2(w / 2) is divided, for the sake of conditioning.

    Returns:
        Number of points, at most 32.
    """
    nyquist = rate / 2
    count = 0
    shelf = shape == LOW_SHELF or shape == HIGH_SHELF
    for centre in range(2 if shelf else 1):
        middle, width_q = frequency, max(q, 0.5)
        if shape == BELL:
            width_q = q * amplitude
        elif shelf:
            width_q = q
            middle = frequency * math.sqrt(amplitude) if centre == 1 else frequency / math.sqrt(amplitude)
        width = max(math.asinh(0.5 / width_q), 0.05)
        for n in range(len(SHELF_OFFSETS) if shelf else len(OFFSETS)):
            offset = SHELF_OFFSETS[n] if shelf else OFFSETS[n]
            fit[2, count] = middle * math.exp(offset * width)
            count += 1
    for n in range(len(SPREAD)):
        fit[2, count] = nyquist * SPREAD[n]
        count += 1
    fit[2, count], fit[2, count + 1] = frequency / 8, frequency / 3
    count += 2
    chosen = 0
    for n in range(count):
        at = fit[2, n]
        if at < HIGHEST * nyquist:
            tangent = math.tan(math.pi * at / rate)
            fit[0, chosen] = tangent * tangent / scale
            fit[1, chosen] = analogue_power(shape, frequency, amplitude, q, at)
            chosen += 1
    return chosen


@kernel(types.UniTuple(types.float64, 2)(types.int64, types.float64, types.float64, types.float64, types.float64))
def first_poles(shape, frequency, amplitude, q, rate):
    """Return the poles with which a fit begins, impulse-invariant ones, as (g^2, k g)."""
    pole, pole_q = frequency, q
    if shape == BELL:
        pole_q = amplitude * q
    elif shape == LOW_SHELF:
        pole = frequency / math.sqrt(amplitude)
    elif shape == HIGH_SHELF:
        pole = frequency * math.sqrt(amplitude)
    w, damping = 2 * math.pi * pole / rate, 0.5 / pole_q
    if damping <= 1:
        a1 = -2 * math.exp(-damping * w) * math.cos(math.sqrt(1 - damping * damping) * w)
    else:
        root = math.sqrt(damping * damping - 1) * w
        a1 = -(math.exp(root - damping * w) + math.exp(-root - damping * w))
    a2 = math.exp(-2 * damping * w)
    at_nyquist = 1 - a1 + a2
    return (1 + a1 + a2) / at_nyquist, 2 * (1 - a2) / at_nyquist


@kernel(types.boolean(FIT, types.int64))
def solve(system, unknowns):
    """Solve a linear system by Gauss-Jordan elimination with pivoting, in place.

    Args:
        system: [row, :unknowns + 1], the right side in the last column, which becomes the solution.
        unknowns: Number of rows.

    Returns:
        False if the system is singular.
    """
    for column in range(unknowns):
        best = column
        for row in range(column + 1, unknowns):
            if abs(system[row, column]) > abs(system[best, column]):
                best = row
        if not (abs(system[best, column]) > 1e-300):
            return False
        if best != column:
            for k in range(unknowns + 1):
                system[column, k], system[best, k] = system[best, k], system[column, k]
        for row in range(unknowns):
            if row != column:
                factor = system[row, column] / system[column, column]
                for k in range(column, unknowns + 1):
                    system[row, k] -= factor * system[column, k]
    for row in range(unknowns):
        system[row, unknowns] /= system[row, row]
    return True


@kernel(types.void(FIT, FIT, types.int64, types.float64, types.float64, types.float64, types.boolean))
def gather_equations(system, fit, count, at_zero, d1, d0, numerator_only):
    """Set up the normal equations of the weighted fit.

    Args:
        system: Written, [unknowns, unknowns + 1]; unknowns are (n2, n1, d1, d0).
        fit: Points as `sample_points` leaves them.
        count: Number of points.
        at_zero: Power at DC, which the fit keeps exactly.
        d1: Of the last denominator D = u^2 + d1 u + d0, which gives the weights.
        d0: Of the same.
        numerator_only: True keeps the denominator; unknowns are (n2, n1).
    """
    unknowns = 2 if numerator_only else 4
    for row in range(unknowns):
        for column in range(unknowns + 1):
            system[row, column] = 0.0
    for n in range(count):
        u, h = fit[0, n], fit[1, n]
        below = u * u + d1 * u + d0
        w = 1.0 / (h * below)
        x0, x1, x2, x3 = u * u * w, u * w, -h * u * w, (at_zero - h) * w
        y = (h * below - at_zero * d0) * w if numerator_only else h * u * u * w
        for row in range(unknowns):
            a = x0 if row == 0 else (x1 if row == 1 else (x2 if row == 2 else x3))
            system[row, 0] += a * x0
            system[row, 1] += a * x1
            if not numerator_only:
                system[row, 2] += a * x2
                system[row, 3] += a * x3
            system[row, unknowns] += a * y


@kernel(DESIGN(FIT, FIT, types.int64, types.float64, types.float64, types.float64, types.float64))
def design_boost(fit, system, shape, frequency, amplitude, q, rate):
    """Design one section whose gain is at least 1; see `design`, to which `amplitude` = 10^(dB / 40) belongs."""
    tangent = math.tan(math.pi * min(frequency, 0.45 * rate) / rate)
    scale = tangent * tangent
    count = sample_points(fit, shape, frequency, amplitude, q, rate, scale)
    at_zero = analogue_power(shape, frequency, amplitude, q, 0.0)
    g2, kg = first_poles(shape, frequency, amplitude, q, rate)
    d0, d1 = (g2 / scale) ** 2, (kg * kg - 2 * g2) / scale
    n2, n1 = 0.0, 0.0
    fitted = True
    for _ in range(REWEIGHTINGS):
        gather_equations(system, fit, count, at_zero, d1, d0, False)
        fitted = solve(system, 4)
        new_d1, new_d0 = system[2, 4], system[3, 4]
        fitted = fitted and new_d0 > 0 and 2 + new_d1 / math.sqrt(max(new_d0, 1e-300)) > 1e-4
        if not fitted:
            break
        n2, n1, d1, d0 = system[0, 4], system[1, 4], new_d1, new_d0
    if not fitted:  # no stable poles: keep the last good ones and fit the zeros
        gather_equations(system, fit, count, at_zero, d1, d0, True)
        solve(system, 2)
        n2, n1 = system[0, 2], system[1, 2]
    root = math.sqrt(d0)
    low = math.sqrt(at_zero * d0) / root
    high = math.sqrt(max(n2, 0.0))
    band = math.sqrt(max(n1 / root + 2 * low * high, 0.0))
    if shape == HIGH_PASS:
        low, band = 0.0, 0.0
    return math.sqrt(root * scale), math.sqrt(max(2 + d1 / root, 1e-8)), high, band, low


@kernel(DESIGN(FIT, FIT, types.int64, types.float64, types.float64, types.float64, types.float64))
def design(fit, system, shape, frequency_hz, gain_db, q, rate):
    """Design one section of the state-variable filter; the method and its sources are in the module's docstring.

    Args:
        fit: Working space, float64[3, 32].
        system: Working space, float64[4, 8].
        shape: BELL, LOW_SHELF, HIGH_SHELF, HIGH_PASS or LOW_PASS.
        frequency_hz: Centre or corner; limited to 1 Hz to 0.49 of the rate.
        gain_db: Of bells and shelves.
        q: Quality factor; of shelves at most LARGEST_SHELF_Q.
        rate: Hz.

    Returns:
        (g, k, mh, mb, ml).
    """
    frequency = min(max(frequency_hz, 1.0), 0.49 * rate)
    if shape == LOW_SHELF or shape == HIGH_SHELF:
        q = min(q, LARGEST_SHELF_Q)
    if shape == HIGH_PASS or shape == LOW_PASS:
        return design_boost(fit, system, shape, frequency, 1.0, q, rate)
    amplitude = 10.0 ** (abs(gain_db) / 40)
    g, k, high, band, low = design_boost(fit, system, shape, frequency, amplitude, q, rate)
    if gain_db < 0:  # numerator and denominator change places
        inverse_g = g * math.sqrt(low / high)
        return (
            inverse_g,
            band * g / (high * inverse_g),
            1 / high,
            k * g / (high * inverse_g),
            (g / inverse_g) ** 2 / high,
        )
    return g, k, high, band, low


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64, types.int64, types.boolean))
def set_goal(engine, block, section, lane, shape, at_once):
    """Set the coefficients that one lane's section is to have at the end of the slice, from its smoothed settings.

    Args:
        engine: Engine record.
        block: Block of lanes.
        section: Filter section of the strip, from 0.
        lane: Lane in the block, 0 to 15.
        shape: As in `design`, or FLAT.
        at_once: True also takes them now.
    """
    now = engine.filter_now[block, section]
    first = section * FILTER_COEFFICIENTS
    goal = engine.filter_goal[block, WIDTH * first : WIDTH * (first + FILTER_COEFFICIENTS)]
    rate = engine.rate_hz
    if shape == FLAT:  # lets the signal through; the poles stay where they are
        goal[WIDTH * 3 + lane], goal[WIDTH * 4 + lane], goal[WIDTH * 5 + lane] = (
            numba.float32(1.0),
            numba.float32(0.0),
            numba.float32(0.0),
        )
        if at_once:
            for c in range(FILTER_COEFFICIENTS):
                engine.filter_at[block, WIDTH * (first + c) + lane] = goal[WIDTH * c + lane]
        return
    g, k, high, band, low = design(
        engine.fit[0], engine.fit_system[0], shape, 2.0 ** now[0, lane], now[1, lane], 2.0 ** now[2, lane], rate
    )
    a1 = 1.0 / (1.0 + g * (g + k))
    goal[WIDTH * 0 + lane] = a1
    goal[WIDTH * 1 + lane] = g * a1
    goal[WIDTH * 2 + lane] = g * g * a1
    goal[WIDTH * 3 + lane] = high
    goal[WIDTH * 4 + lane] = band - high * k
    goal[WIDTH * 5 + lane] = low - high
    if at_once:
        for c in range(FILTER_COEFFICIENTS):
            engine.filter_at[block, WIDTH * (first + c) + lane] = goal[WIDTH * c + lane]


@kernel(types.boolean(ENGINE, types.int64, types.int64, types.int64, types.int64, types.float64, types.float64,
                      types.float64, types.boolean))  # fmt: skip
def ramp(engine, block, section, lane, shape, hz, gain_db, q, snap):
    """Move one lane's settings (log2 Hz, dB, log2 Q) a fifth of the way to their targets, and set its coefficients.

    Args:
        engine: Engine record.
        block: Block of lanes.
        section: Filter section of the strip, from 0.
        lane: Lane in the block, 0 to 15.
        shape: As in `design`, or FLAT.
        hz: Target of the frequency.
        gain_db: Target of the gain.
        q: Target of the quality factor.
        snap: True takes the targets at once.

    Returns:
        False if nothing had to move.
    """
    now = engine.filter_now[block, section]
    want_hz, want_q = math.log2(max(hz, 1.0)), math.log2(max(q, 0.01))
    if now[3, lane] == shape and now[0, lane] == want_hz and now[1, lane] == gain_db and now[2, lane] == want_q:
        return False
    first = now[3, lane] < 0
    now[3, lane] = shape
    for n in range(3):
        want = want_hz if n == 0 else (gain_db if n == 1 else want_q)
        left = want - now[n, lane]
        if snap or first or abs(left) < RAMP_ARRIVED:
            now[n, lane] = want
        else:
            now[n, lane] += left * RAMP
    set_goal(engine, block, section, lane, shape, snap or first)
    return True


@kernel(types.void(ENGINE, types.int64, types.int64, types.boolean))
def begin_ramp(engine, block, section, snap):
    """Start the ramps of a section's coefficients: they reach their goals at the next control point, or at once when `snap`."""
    goal, at, step = engine.filter_goal[block], engine.filter_at[block], engine.filter_step[block]
    frames = numba.float32(engine.ramp_left[0])
    for c in range(section * FILTER_COEFFICIENTS, (section + 1) * FILTER_COEFFICIENTS):
        for lane in range(WIDTH):
            if snap:
                at[WIDTH * c + lane] = goal[WIDTH * c + lane]
            step[WIDTH * c + lane] = (goal[WIDTH * c + lane] - at[WIDTH * c + lane]) / frames
    engine.filter_moving[block, section] = 0 if snap else 1


@kernel(types.void(ENGINE, types.int64, types.int64))
def end_ramp(engine, block, section):
    """Take the coefficients that the last ramp led to, by now if this control point came early. At a control point."""
    if engine.filter_moving[block, section] != 0:
        goal, at, step = engine.filter_goal[block], engine.filter_at[block], engine.filter_step[block]
        early = numba.float32(engine.ramp_left[1])
        for n in range(WIDTH * section * FILTER_COEFFICIENTS, WIDTH * (section + 1) * FILTER_COEFFICIENTS):
            at[n] = goal[n] - step[n] * early
        engine.filter_moving[block, section] = 0


F4_1D = types.Array(types.float32, 1, "C")


# Sections in series are written out, on flat arrays: row r begins at 16 r, a constant that lets LLVM see that nothing
# overlaps, and the recursions of one frame and the next overlap in the processor.
@kernel(types.void(F4_1D, F4_1D, F4_1D, types.int64))
def run_one(samples, at, state, frames):
    """Run a block through one section, in place.

    Args:
        samples: [16 * frame + lane].
        at: Six rows of coefficients a1 a2 a3 m0 m1 m2.
        state: Two rows of memory.
        frames: Length of the slice.
    """
    two = numba.float32(2.0)
    for f in range(frames):
        for k in range(WIDTH):
            x = samples[WIDTH * f + k]
            ic1, ic2 = state[0 + k], state[16 + k]
            v3 = x - ic2
            v1 = at[0 + k] * ic1 + at[16 + k] * v3
            v2 = ic2 + at[16 + k] * ic1 + at[32 + k] * v3
            state[0 + k] = two * v1 - ic1
            state[16 + k] = two * v2 - ic2
            x = at[48 + k] * x + at[64 + k] * v1 + at[80 + k] * v2
            samples[WIDTH * f + k] = x


@kernel(types.void(F4_1D, F4_1D, F4_1D, types.int64))
def run_two(samples, at, state, frames):
    """Run a block through two sections in series, as `run_one` does through one."""
    two = numba.float32(2.0)
    for f in range(frames):
        for k in range(WIDTH):
            x = samples[WIDTH * f + k]
            ic1, ic2 = state[0 + k], state[16 + k]
            v3 = x - ic2
            v1 = at[0 + k] * ic1 + at[16 + k] * v3
            v2 = ic2 + at[16 + k] * ic1 + at[32 + k] * v3
            state[0 + k] = two * v1 - ic1
            state[16 + k] = two * v2 - ic2
            x = at[48 + k] * x + at[64 + k] * v1 + at[80 + k] * v2
            ic1, ic2 = state[32 + k], state[48 + k]
            v3 = x - ic2
            v1 = at[96 + k] * ic1 + at[112 + k] * v3
            v2 = ic2 + at[112 + k] * ic1 + at[128 + k] * v3
            state[32 + k] = two * v1 - ic1
            state[48 + k] = two * v2 - ic2
            x = at[144 + k] * x + at[160 + k] * v1 + at[176 + k] * v2
            samples[WIDTH * f + k] = x


@kernel(types.void(F4_1D, F4_1D, F4_1D, types.int64))
def run_four(samples, at, state, frames):
    """Run a block through four sections in series, as `run_one` does through one."""
    two = numba.float32(2.0)
    for f in range(frames):
        for k in range(WIDTH):
            x = samples[WIDTH * f + k]
            ic1, ic2 = state[0 + k], state[16 + k]
            v3 = x - ic2
            v1 = at[0 + k] * ic1 + at[16 + k] * v3
            v2 = ic2 + at[16 + k] * ic1 + at[32 + k] * v3
            state[0 + k] = two * v1 - ic1
            state[16 + k] = two * v2 - ic2
            x = at[48 + k] * x + at[64 + k] * v1 + at[80 + k] * v2
            ic1, ic2 = state[32 + k], state[48 + k]
            v3 = x - ic2
            v1 = at[96 + k] * ic1 + at[112 + k] * v3
            v2 = ic2 + at[112 + k] * ic1 + at[128 + k] * v3
            state[32 + k] = two * v1 - ic1
            state[48 + k] = two * v2 - ic2
            x = at[144 + k] * x + at[160 + k] * v1 + at[176 + k] * v2
            ic1, ic2 = state[64 + k], state[80 + k]
            v3 = x - ic2
            v1 = at[192 + k] * ic1 + at[208 + k] * v3
            v2 = ic2 + at[208 + k] * ic1 + at[224 + k] * v3
            state[64 + k] = two * v1 - ic1
            state[80 + k] = two * v2 - ic2
            x = at[240 + k] * x + at[256 + k] * v1 + at[272 + k] * v2
            ic1, ic2 = state[96 + k], state[112 + k]
            v3 = x - ic2
            v1 = at[288 + k] * ic1 + at[304 + k] * v3
            v2 = ic2 + at[304 + k] * ic1 + at[320 + k] * v3
            state[96 + k] = two * v1 - ic1
            state[112 + k] = two * v2 - ic2
            x = at[336 + k] * x + at[352 + k] * v1 + at[368 + k] * v2
            samples[WIDTH * f + k] = x


@kernel(types.void(F4_1D, F4_1D, F4_1D, types.int64, types.int64))
def run_still(samples, at, state, count, frames):
    """Run a block through 1, 2 or 4 sections whose coefficients do not move."""
    if count == 1:
        run_one(samples, at, state, frames)
    elif count == 2:
        run_two(samples, at, state, frames)
    else:
        run_four(samples, at, state, frames)


@kernel(types.void(ENGINE, types.int64, types.int64, types.int64, F4_1D, types.int64))
def run(engine, block, first, count, samples, frames):
    """Run a block through 1, 2 or 4 sections in series, in place; coefficients on a ramp differ at each sample.

    They are computed from where the ramp ends, so that a section may run twice in a slice.

    Args:
        engine: Engine record.
        block: Block of lanes.
        first: First section of the strip.
        count: 1, 2 or 4.
        samples: [16 * frame + lane].
        frames: Length of the slice.
    """
    row = first * FILTER_COEFFICIENTS
    at = engine.filter_at[block, WIDTH * row : WIDTH * (row + count * FILTER_COEFFICIENTS)]
    state = engine.filter_state[block, WIDTH * 2 * first : WIDTH * 2 * (first + count)]
    moving = False
    for section in range(first, first + count):
        moving = moving or engine.filter_moving[block, section] != 0
    if not moving:
        run_still(samples, at, state, count, frames)
        return
    goal, step = engine.filter_goal[block, WIDTH * row :], engine.filter_step[block, WIDTH * row :]
    for f in range(frames):  # coefficients on a ramp
        left = numba.float32(max(0, engine.ramp_left[0] - 1 - f))
        for section in range(count):
            if engine.filter_moving[block, first + section] != 0:
                for n in range(WIDTH * section * FILTER_COEFFICIENTS, WIDTH * (section + 1) * FILTER_COEFFICIENTS):
                    at[n] = goal[n] - step[n] * left
        run_still(samples[WIDTH * f : WIDTH * (f + 1)], at, state, count, 1)
