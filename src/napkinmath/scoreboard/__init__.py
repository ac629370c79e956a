"""Published figures beside ours, one module a subject; ``napkinmath.validation`` reads them all."""
