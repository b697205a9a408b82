"""Which element of a page a step or a request means, by its looks, its words and its place."""
