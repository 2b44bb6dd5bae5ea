"""The shapes of vendor APIs, as data: what is not prose, whose words a leaf is, how a stream is framed, how a refusal looks."""
