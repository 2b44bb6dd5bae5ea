"""Hypothesis while mutants are run, as a pytest plugin: the same examples for every mutant, no time limits that a busy machine breaks, and
no search for the smallest failure, since one is enough to kill.
"""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

settings.register_profile(
    "mutants",
    phases=(Phase.explicit, Phase.generate),
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("mutants")
