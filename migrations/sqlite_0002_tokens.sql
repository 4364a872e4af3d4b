-- Tokens of models that the batch has cost so far, so that its budget outlives the process.
ALTER TABLE batches ADD COLUMN tokens INTEGER NOT NULL DEFAULT 0 CHECK (tokens >= 0);
