"""What an institution does with its application, and what it says."""
