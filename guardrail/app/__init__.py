"""The composition root: settings become ports, and ports what a command or a server needs."""
