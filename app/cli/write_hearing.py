"""What Worktape hears in a recording, on the terminal.

Lives: command line, main thread.
"""

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path

from app.cli import interrupt
from app.cli.opening import save, song_for_editing
from app.cli.reporting import Reporter
from app.messages.ideas import applied, not_a_proposal
from app.problems import Refused
from app.song.hearing import HearingTask, sureness
from app.song.proposals import proposals


def analyse(song: Path, file: Path, wanted: Sequence[str], as_json: bool, report: Reporter) -> None:
    """Listen to a file and report it; only what is asked for by name is taken over into the song."""
    hearing = interrupt.run(HearingTask(file))
    found = proposals(hearing)
    by_id = {proposal.id: proposal for proposal in found if proposal.edit is not None}
    for name in wanted:
        if name not in by_id:
            raise Refused(not_a_proposal(name, list(by_id)))
    if as_json:
        report(json.dumps(dataclasses.asdict(hearing)))
    else:
        for proposal in found:
            if proposal.title:
                about = ", ".join(part for part in (proposal.sure, proposal.about) if part)
                report(f"{proposal.title:8}{proposal.value} ({about})")
        for chord in hearing.chords:
            report(f"  {chord.start_s:8.2f} s  {chord.name or '-':6}  {sureness(chord.sure)}")
    if wanted:
        with song_for_editing(song, "worktape write") as opened:
            for name in wanted:
                edit = by_id[name].edit
                assert edit is not None
                opened.history.perform(edit)
                report(applied(by_id[name].title or by_id["tempo"].title, by_id[name].value))
            save(opened, report)
