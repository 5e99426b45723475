"""QTI 1.2 in, with what Canvas and Common Cartridge make of it."""
