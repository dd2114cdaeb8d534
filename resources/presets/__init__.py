"""Strip presets by source: starting points, each value with its reason."""
