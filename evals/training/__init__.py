"""Training of the shipped models. PyTorch is needed here, and nowhere else."""
