"""Documents on paper, as PDF: one file for each, on the pages of `page.py`.

Lives: window or command line, main thread; a QGuiApplication has to exist.
"""
