"""How many random examples a property is tried with: `--hypothesis-profile` seeded (usual), ci, nightly."""

from hypothesis import settings


def examples(in_ci: int) -> int:
    """`in_ci`: how many in the profile `ci`; half as many in the usual one, ten times as many in `nightly`."""
    return max(1, in_ci * settings.default.max_examples // 100)
