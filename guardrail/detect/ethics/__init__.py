"""What a text asks for or says, as far as ethics rules care: a small network of our own, trained by ``training.ethics``."""
