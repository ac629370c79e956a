"""The pages as notebooks."""
