"""Drawings that the build makes."""
