"""Messages of the queues, and what a worker answers for a batch of them. Knows of the model, and of nothing else."""
