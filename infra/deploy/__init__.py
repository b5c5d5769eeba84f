"""What a deployment does besides `sam deploy` of the site: the stacks beside it."""
