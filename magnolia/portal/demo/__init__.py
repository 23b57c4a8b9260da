"""Practice data: fictive colleges and people, and a case in every state, made by the same actions as real ones."""
