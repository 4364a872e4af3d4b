// The module API; its first types replace this line.
