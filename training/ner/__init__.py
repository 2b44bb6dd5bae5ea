"""The name model's training: invented office texts and the recipe."""
