// A start of Node that does nothing.
