"""A window without a screen: a process that opens a song as the window does, records, and polls at 60 Hz.

`python -m tests.faults.window_process SONG`. Lines on stdin: `record`, `stop`, `save`, `save_elsewhere FOLDER`, `quit`. Lines on
stdout are JSON objects, one for each line told, and `ready` once the device is open.
"""

import json
import queue
import sys
import threading
import time
from pathlib import Path
from typing import Any

from app.problems import REFUSALS
from app.session.session import Session
from tests.faults.rig import TURN_S, begin_pass, end_pass, window


def say(what: str, **text: Any) -> None:
    print(json.dumps({"said": what, **text}), flush=True)


def obey(session: Session, line: str) -> None:
    """One line told; what a verb refuses is said too."""
    verb, _, argument = line.partition(" ")
    try:
        if verb == "record":
            request = begin_pass(session)
            say("recording", pass_id=request.pass_id)
        elif verb == "stop":
            end_pass(session)
            say("stopped")
        elif verb == "save":
            session.document.save()
            say("saved")
        elif verb == "save_elsewhere":
            session.document.opened.copy_to(Path(argument)).run()
            say("saved elsewhere")
    except REFUSALS as refusal:
        say("refused", sentence=str(refusal))
    except Exception as problem:
        say("broken", sentence=repr(problem))


def main(song: Path) -> None:
    told: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=lambda: [told.put(line.strip()) for line in sys.stdin], daemon=True).start()
    with window(song) as session:
        session.board.on_notice.append(lambda notice: say("notice", sentence=notice.sentence))
        say("ready")
        while True:
            session.poll()
            if not told.empty():
                line = told.get()
                if line == "quit":
                    return
                obey(session, line)
            time.sleep(TURN_S)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
