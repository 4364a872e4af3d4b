// The module Workers; its first types replace this line.
