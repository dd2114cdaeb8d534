"""Fault 4: the device's driver dies in the middle of a pass and comes back."""

import time
from pathlib import Path

from tests.faults.rig import Rig, Verdict, begin_pass, end_pass, make_song, roll_for, until, wait_for_inputs, window
from tests.faults.table import Row

AWAY_S = 1.0


def driver_killed(rig: Rig, scratch: Path, tries: int) -> Row:
    """jackd is killed and started again: the take is kept, the device opens by itself, the next pass works."""
    row = Row("the device's driver dies (jackd kill -9)", allowed_frames=4800)
    with window(make_song(scratch / "Song")) as session:
        for _ in range(tries):
            told = len(session.board.notices)
            request = begin_pass(session)
            roll_for(session, 1.0)
            frame = session.transport.clock.frame
            rig.jack.kill()
            rig.stop_ramps()
            until(session, lambda: session.passes.recording is None, "the pass is kept")
            verdict = Verdict(session, request, frame)
            sentences = " ".join(notice.sentence for notice in session.board.notices[told:])
            time.sleep(AWAY_S)
            rig.jack.start()
            rig.start_ramps()
            wait_for_inputs(session)
            again = begin_pass(session)
            roll_for(session, 0.5)
            frame = session.transport.clock.frame
            end_pass(session)
            after = Verdict(session, again, frame)
            row.add(max(verdict.lost, after.lost), verdict.wrong + after.wrong, sentences, verdict.device_losses)
            if verdict.wrong or after.wrong:
                row.problems.append(f"try {row.tries}: {verdict.detail[:2]} {after.detail[:2]}")
    return row
