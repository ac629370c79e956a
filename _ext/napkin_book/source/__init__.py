"""What the pages are made of: their inputs and their prices."""
