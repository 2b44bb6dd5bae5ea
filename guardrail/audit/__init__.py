"""The tamper-evident log of every call: said (event), sequenced (entry), signed (checkpoint). Holds no text and no values."""
