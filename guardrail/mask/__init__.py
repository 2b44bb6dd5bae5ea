"""How findings are masked and how the caller's own values come back. Knows no payload, no policy and no vendor."""
