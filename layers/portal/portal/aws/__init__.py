"""AWS: makes clients, those of readers without botocore; reads and writes files of a bucket; has the CDN forget; reads
parameters and secrets. Imports only the model and the deadline.
"""
