"""The engine as window or command line see it."""
