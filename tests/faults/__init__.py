"""`python -m tests.faults`: everything that may go wrong while recording, done on purpose on a real JACK device.

Eight armed tracks, each with a count of the device's frames as a ramp; every fault many times; one table at the end.
"""
