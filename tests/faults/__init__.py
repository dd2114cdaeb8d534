"""`python -m tests.faults`: everything that may go wrong while recording, done on purpose on a real JACK device.

Eight armed tracks, each with the device's own frame counter as a ramp; every fault many times; one table at the end.
"""
