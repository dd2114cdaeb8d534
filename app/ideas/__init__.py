"""Ideas: work tapes of this machine, which belong to no song.

An idea is a WAV in the folder's `audio/` and a small JSON file of the same name beside that folder. It is recorded as a take
is: by a pass of the engine with a journal, so that a crash loses a tenth of a second at most.
"""
