// The module Structuring; its first types replace this line.
