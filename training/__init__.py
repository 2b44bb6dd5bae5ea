"""How the models that guardrail ships are made. Not part of the package; run from a clone."""
