"""What happens to requests and asks, by noun: one function an event, its actor named."""
