"""The words everyone shares. Standard library only; imports nothing from the other rooms."""
