"""The book for e-readers."""
