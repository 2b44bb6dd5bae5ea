"""Policies: YAML that people write, compiled into frozen values that decide about calls. Knows findings, never texts."""
