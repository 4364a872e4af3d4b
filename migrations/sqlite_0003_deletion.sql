-- A large batch is deleted in portions. From the first of them on no request finds it and no sum counts it.
ALTER TABLE batches ADD COLUMN being_deleted INTEGER NOT NULL DEFAULT 0 CHECK (being_deleted IN (0, 1));
CREATE INDEX batches_being_deleted ON batches (number) WHERE being_deleted = 1;
