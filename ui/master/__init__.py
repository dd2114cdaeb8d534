"""The master panel: loudness, limiter, stereo picture, spectrum.

Lives: window, main thread.
"""
