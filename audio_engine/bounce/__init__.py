"""Bounces: the job in window or command line, and the rendering in a process of its own."""
