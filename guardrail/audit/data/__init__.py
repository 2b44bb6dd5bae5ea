"""Files that go out with exports: they are read as files, and `verify.py` runs where nothing of guardrail is."""
