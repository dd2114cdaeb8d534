"""Faults 1 and 8: the engine dies or is told to end in the middle of a pass."""

import os
import random
import signal
from pathlib import Path

from app.session.session import Session
from tests.faults.rig import Verdict, begin_pass, engine_pid, make_song, roll_for, until, wait_for_inputs, window
from tests.faults.table import Row

PASSES_A_SONG = 10  # then a fresh one: the tape of the old passes plays along


def engine_killed(scratch: Path, tries: int, seed: int = 1) -> Row:
    row = Row("engine killed (kill -9)", allowed_frames=4800)
    _strike(scratch / "killed", row, tries, seed, signal.SIGKILL)
    return row


def engine_ended(scratch: Path, tries: int, seed: int = 2) -> Row:
    row = Row("engine told to end (SIGTERM)")
    _strike(scratch / "ended", row, tries, seed, signal.SIGTERM)
    return row


def _strike(scratch: Path, row: Row, tries: int, seed: int, kind: signal.Signals) -> None:
    chance = random.Random(seed)
    done = 0
    while done < tries:
        song = make_song(scratch / f"Song {done}")
        with window(song) as session:
            for _ in range(min(PASSES_A_SONG, tries - done)):
                _one(session, row, chance.uniform(0.3, 2.0), kind)
                done += 1


def _one(session: Session, row: Row, after_s: float, kind: signal.Signals) -> None:
    told = len(session.board.notices)
    request = begin_pass(session)
    roll_for(session, after_s)
    pid, frame = engine_pid(session), session.transport.clock.frame
    assert pid
    os.kill(pid, kind)
    until(session, lambda: session.passes.recording is None, "the pass is back")
    verdict = Verdict(session, request, frame)
    sentences = " ".join(notice.sentence for notice in session.board.notices[told:])
    row.add(verdict.lost, verdict.wrong, sentences, verdict.device_losses)
    if verdict.wrong:
        row.problems.append(f"try {row.tries}: {verdict.takes} takes {verdict.marked} {verdict.detail[:2]}")
    until(session, lambda: engine_pid(session) not in (0, pid), "another engine runs")
    wait_for_inputs(session)
