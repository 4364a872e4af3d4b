// The module Extraction; its first types replace this line.
