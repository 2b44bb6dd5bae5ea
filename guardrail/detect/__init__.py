"""Presidio behind one Detector: what personal data stands where in a text. Decides nothing and masks nothing."""
