"""The command line: options and what each command does.

Lives: command line, main thread.
"""
