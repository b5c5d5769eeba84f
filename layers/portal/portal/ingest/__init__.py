"""Effects in order: finds the feeds that are due (dispatch), asks for one and takes in what is new (poll), does what is
due to an article (scheduled_actions). Web never meets it.
"""
