"""What Antiphon measures about itself: `python -m benchmarks` prints it, and writes it down."""
