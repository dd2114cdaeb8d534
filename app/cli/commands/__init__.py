"""The commands, one thin function each with its arguments; what they do is in the files of `app/cli`.

Lives: command line, main thread.
"""
