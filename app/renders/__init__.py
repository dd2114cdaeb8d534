"""Bounces, stems, freezes and prints: their requests, their lengths and their results.

Lives: window, main thread; command line.
"""
