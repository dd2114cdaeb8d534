"""The `worktape` command, and `python -m app`.

Lives: command line, main thread.
"""

from app.cli import interrupt


def main() -> None:
    """Run the command that `sys.argv` names."""
    interrupt.listen()  # before the rest is loaded
    from app.cli.main import main as run

    run()


if __name__ == "__main__":
    main()
