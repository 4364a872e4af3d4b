// The module Store; its first types replace this line.
