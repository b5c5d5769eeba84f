"""What the CDN says so that the functions know it, and how soon they know a new word."""

HEADER = "x-origin-verify"
"""The request header that carries the secret."""

PAUSE_SECONDS = 10.0
"""Between two looks at the secret: whoever guesses must not make us ask for it all day."""
