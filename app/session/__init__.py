"""What is open now: the song, the transport, the devices and the verbs of a sitting.

Lives: window, main thread.
"""
