"""The recipe of the ethics classifier: frames written by hand, spelled out, disturbed, and a linear model fitted to them."""
