"""Practice data: fictive colleges, fictive people, and a case in every state, made through the same actions as real ones."""
