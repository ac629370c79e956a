"""What a reader can change in the page: figures with sliders, and cells that run."""
