"""`python -m app`: the same as the `worktape` command.

Lives: command line, main thread; hidden subcommands never come past `run_hidden`.
"""

import sys

from audio_engine.launcher import run_hidden

if __name__ == "__main__":
    run_hidden(sys.argv[1:])
    from app.cli.main import main

    main()
