// The module Fetch; its first types replace this line.
