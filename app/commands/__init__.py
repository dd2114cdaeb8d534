"""What each command of the command line does, without its option parsing.

Lives: command line, main thread.
"""
