"""From the address of a picture to what stands in the bucket; and out of it again, when its article is taken away."""
