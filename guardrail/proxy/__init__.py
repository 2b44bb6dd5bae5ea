"""The model-facing HTTP surface: who calls, which route, the upstream call, the refusal."""
