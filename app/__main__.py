"""`python -m app`: the same as the `worktape` command.

Lives: command line, main thread.
"""

from app.cli.main import main

if __name__ == "__main__":
    main()
