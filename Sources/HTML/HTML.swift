// The module HTML; its first types replace this line.
