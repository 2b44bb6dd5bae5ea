"""The recipe of the ethics classifier, in the making: frames written by hand, spelled out, disturbed, and a network fitted to them.

It is not good enough to be shipped yet; ``python -m training.ethics`` prints how well it tells frames and writers held back.
"""
