"""What leaves the program: bounces and stems.

Lives: window, main thread; the work itself runs in processes of its own.
"""
