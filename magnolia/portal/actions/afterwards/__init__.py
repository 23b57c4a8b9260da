"""What comes after an approval: losses and what they bar, yearly duties, the Secretary's amounts and requests."""
