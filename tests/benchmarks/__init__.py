"""Benchmarks: a generated session, Worktape and its peers on it as whole processes, and the live load on JACK."""
