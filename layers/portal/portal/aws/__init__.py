"""AWS services but the table and the queue: makes their clients; reads and writes files of a bucket; has the CDN
forget; reads parameters. Imports only the model.
"""
