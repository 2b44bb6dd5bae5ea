"""The embedded model of names: tokens, features, windows, tagger. Reads the package's own files and nothing else."""
