"""What is written: answers and documents made of claims, each with its quotes."""
