"""Hazards: an engine that cannot start because a killed one had its process id."""

import os
from multiprocessing import shared_memory

from audio_engine.shared_memory import Block


def test_what_a_killed_engine_of_this_process_id_left_is_in_nobodys_way() -> None:
    first = Block(64)
    number = int(first.name.rsplit("-", 1)[1])
    left = shared_memory.SharedMemory(f"worktape-{os.getpid()}-{number + 1}", create=True, size=64)
    try:
        block = Block(64)
        assert block.name.endswith(f"-{number + 2}")
        block.unlink()
    finally:
        first.unlink()
        left.close()
        left.unlink()
