"""The newsroom in a browser: who comes in, what waits, and what a person does to an article."""
