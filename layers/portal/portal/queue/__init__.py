"""What travels through SQS, and batches of it of which each message is answered for on its own.

Knows of storage what is due to an article (Due), for that is a message; imports nothing else but the model.
"""
