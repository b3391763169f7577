"""Blocks that no kind can draw, a module each; their tabs say why."""
