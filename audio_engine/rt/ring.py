"""Single-producer single-consumer rings of int64 records: a full ring refuses, and the producer counts it.

Lives: producer and consumer on any two threads or processes. `index[WRITTEN]` and `index[READ]` count records and never wrap.
"""

from numba import types

from audio_engine.rt.atomics import load_acquire, store_release
from audio_engine.rt.kernel import entry, kernel
from audio_engine.rt.layout import (
    ENGINE,
    I8_1,
    I8_2,
    READ,
    WRITTEN,
)


@entry(types.boolean(I8_2, I8_1, I8_1))
def push(records, index, record):
    """Append a record. The producer's thread only.

    Args:
        records: int64[capacity, words].
        index: int64[RING_INDEX_WORDS], shared with the consumer.
        record: int64[words].

    Returns:
        False if the ring is full.
    """
    written = index[WRITTEN]
    if written - load_acquire(index, READ) >= records.shape[0]:
        return False
    row = written % records.shape[0]
    for word in range(records.shape[1]):
        records[row, word] = record[word]
    store_release(index, WRITTEN, written + 1)
    return True


@entry(types.boolean(I8_2, I8_1, I8_1))
def pop(records, index, record):
    """Take the oldest record. The consumer's thread only.

    Args:
        records: int64[capacity, words].
        index: int64[RING_INDEX_WORDS], shared with the producer.
        record: int64[words], written.

    Returns:
        False if the ring is empty.
    """
    read = index[READ]
    if load_acquire(index, WRITTEN) <= read:
        return False
    row = read % records.shape[0]
    for word in range(records.shape[1]):
        record[word] = records[row, word]
    store_release(index, READ, read + 1)
    return True


@kernel(types.boolean(ENGINE, types.int64, types.int64, types.int64, types.int64, types.int64))
def push_event(engine, kind, engine_frame, timeline_frame, length, extra):
    """Append an event from inside the callback.

    Args:
        engine: Engine record.
        kind: EVENT_ROLL and so on.
        engine_frame: When.
        timeline_frame: Where.
        length: Frames, as the kind says.
        extra: 1 while a pass is on.

    Returns:
        False if the ring is full.
    """
    written = engine.event_index[WRITTEN]
    if written - load_acquire(engine.event_index, READ) >= engine.events.shape[0]:
        return False
    row = written % engine.events.shape[0]
    engine.events[row, 0] = kind
    engine.events[row, 1] = engine_frame
    engine.events[row, 2] = timeline_frame
    engine.events[row, 3] = length
    engine.events[row, 4] = extra
    store_release(engine.event_index, WRITTEN, written + 1)
    return True
