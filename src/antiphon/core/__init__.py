"""What happens in a conversation: events in, effects out; without a clock, tasks or sound."""
