// The module HTTPServer; its first types replace this line.
