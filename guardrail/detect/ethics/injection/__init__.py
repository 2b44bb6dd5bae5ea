"""Commands that are meant for the assistant and not for the reader: told from how a sentence is built. Knows no policy, asks no model."""
