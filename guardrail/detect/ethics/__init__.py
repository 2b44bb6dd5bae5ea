"""Ethics signals: what an AI service is asked for, told from the words of one text. Knows labels, no policy."""
