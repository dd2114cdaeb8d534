"""Inside the callback: compiled kernels only.

The bank: lanes (a stereo channel is two) lie in blocks of 16, and a block's samples are flat, [16 * frame + lane]. Tracks
come first, then groups of three levels, effect returns, master: that is also the order in which `process` runs their
stages. A section's constants and memory lie the same way, [16 * row + lane], in arrays of their own: LLVM then sees that
nothing overlaps, and the loop over lanes becomes one or two instructions. What silently breaks SIMD: a load behind a
condition (load first, then select), rows of one array at a distance that is not a constant, and small loops over a constant
16 (unrolled before they are vectorised: use one flat loop over frames and lanes).

Rules, each guarded by a test:

1. No allocation, lock, wait, file, print, Python object, exception, or call outside an allow-list.
2. Never wake a thread; workers poll.
3. Work in slices of at most 64 frames that end where timeline frame % 64 == 0, whatever the device's block. Control
   values change only there; smoothing is per sample. Fast-math at most `contract`. Time is bounded by frames x lanes.
4. Write every output sample every time: silence when unsure. The input pointer is NULL on an output-only stream.
5. Read a shared value once. Every gain-like value is smoothed; a switch is a 5 to 10 ms fade.
6. A rolling transport fades out on stop and locate; plan changes cross-fade.
7. A lagging writer finds its hole and fills it with silence; an empty playback ring plays silence and counts; neither
   stops the transport. A loss at the device stops input and output together and shows in the ADC clock.
8. Denormals are flushed at entry. Every recursion is guarded against NaN.
9. `error_model='numpy'`, no `raise`, no `assert`; faults are numbers.
10. Constants carry unit and source.
11. All kernels have explicit signatures (the topmost are written into the callback); nothing compiles after start.
12. A start from stop forgets all sound and takes every value at once, so that playback equals the bounce bit for bit.

Arguments that many kernels share, described here once; a kernel's docstring has the others:

    engine: The engine record (`layout.ENGINE_RECORD`), changed in place.
    plan: The plan record (`layout.PLAN`); control: the control block of a client (`layout.CONTROL_BLOCK`).
    block: Block of 16 lanes, from 0; lane: lane in its block, 0 to 15, or of all lanes where there is no block.
    stage: 0 tracks, then each level of groups, RETURN_STAGE, MASTER_STAGE; bus: number as in capacity.py; effect: from 0.
    inputs, outputs: float32[frame, channel] of the device's block; done: its frames before this slice.
    frames: Length of the slice, 1 to 64.
    pole: Step of the one-pole that smooths gains, share of the remaining distance a sample.
    step: Most that the linear fade of a switch moves in a sample.
    snap, fresh: True takes every value at once instead of smoothing or fading to it (a start from stop).

Lives: engine, audio thread (and the bounce process, which calls the same callback).
"""
