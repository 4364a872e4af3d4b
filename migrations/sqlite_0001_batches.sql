-- Keys, batches, items, results, events and usage.
--
-- Times are Unix milliseconds, credits whole numbers. Counters are kept in the same transaction as the
-- rows they count, so that no request ever counts rows.

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE keys (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    -- SHA-256 of the key's text; the text itself is nowhere.
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    prefix TEXT NOT NULL,
    -- Credits a calendar month (UTC); NULL for no limit.
    monthly_credit_limit INTEGER CHECK (monthly_credit_limit >= 0),
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER,
    -- Sums over the key's batches.
    batches INTEGER NOT NULL DEFAULT 0 CHECK (batches >= 0),
    open_items INTEGER NOT NULL DEFAULT 0 CHECK (open_items >= 0),
    credits_reserved INTEGER NOT NULL DEFAULT 0 CHECK (credits_reserved >= 0)
) STRICT;

CREATE TABLE batches (
    -- Grows with each submission and is never used twice: item ids are made of it.
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    owner INTEGER NOT NULL REFERENCES keys (id),
    status TEXT NOT NULL CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
    total_urls INTEGER NOT NULL CHECK (total_urls > 0),
    running_count INTEGER NOT NULL DEFAULT 0 CHECK (running_count >= 0),
    completed_count INTEGER NOT NULL DEFAULT 0 CHECK (completed_count >= 0),
    failed_count INTEGER NOT NULL DEFAULT 0 CHECK (failed_count >= 0),
    cancelled_count INTEGER NOT NULL DEFAULT 0 CHECK (cancelled_count >= 0),
    credits_per_item INTEGER NOT NULL CHECK (credits_per_item >= 0),
    credits_used INTEGER NOT NULL DEFAULT 0 CHECK (credits_used >= 0),
    created_at INTEGER NOT NULL,
    finished_at INTEGER,
    -- The number of the batch's newest event.
    version INTEGER NOT NULL,
    -- JSON: what all items share.
    options TEXT NOT NULL,
    schema_warnings TEXT NOT NULL,
    CHECK (running_count + completed_count + failed_count + cancelled_count <= total_urls),
    CHECK ((finished_at IS NULL) = (status IN ('pending', 'running')))
) STRICT;

CREATE INDEX batches_by_owner ON batches (owner, number);
CREATE INDEX batches_open ON batches (number) WHERE finished_at IS NULL;
CREATE INDEX batches_by_end ON batches (finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE items (
    number INTEGER PRIMARY KEY,
    batch INTEGER NOT NULL REFERENCES batches (number) ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position >= 0),
    -- The batch's, repeated so that one index serves fair claiming.
    owner INTEGER NOT NULL,
    url TEXT NOT NULL,
    host TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'pending'
        CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
    -- 1 while a pending item waits for due_at; claiming looks at the others only.
    parked INTEGER NOT NULL DEFAULT 0 CHECK (parked IN (0, 1)),
    due_at INTEGER NOT NULL,
    -- How often the item was retried by its owner.
    retries INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    -- Grows with each claim; a result is taken only with the newest.
    lease_token INTEGER NOT NULL DEFAULT 0,
    lease_until INTEGER,
    worker TEXT,
    credits_used INTEGER NOT NULL DEFAULT 0 CHECK (credits_used >= 0),
    started_at INTEGER,
    finished_at INTEGER,
    CHECK (parked = 0 OR status = 'pending'),
    CHECK ((lease_until IS NOT NULL) = (status = 'running')),
    CHECK ((finished_at IS NOT NULL) = (status IN ('completed', 'failed', 'cancelled'))),
    CHECK (credits_used = 0 OR status = 'completed')
) STRICT;

CREATE UNIQUE INDEX items_by_batch ON items (batch, position);
-- These hold waiting items only, so claiming costs the same however many are finished.
CREATE INDEX items_ready ON items (owner, batch, number, host) WHERE status = 'pending' AND parked = 0;
CREATE INDEX items_ready_by_host ON items (batch, host) WHERE status = 'pending' AND parked = 0;
CREATE INDEX items_parked ON items (due_at) WHERE parked = 1;
CREATE INDEX items_leased ON items (lease_until) WHERE status = 'running';

-- How finished items ended, apart from the items so that walking those does not drag pages along.
CREATE TABLE results (
    item INTEGER PRIMARY KEY REFERENCES items (number) ON DELETE CASCADE,
    error_code TEXT,
    status_code INTEGER,
    queue_ms INTEGER,
    dns_ms INTEGER,
    connect_ms INTEGER,
    tls_ms INTEGER,
    first_byte_ms INTEGER,
    download_ms INTEGER,
    extract_ms INTEGER,
    total_ms INTEGER,
    error TEXT,
    final_url TEXT,
    title TEXT,
    extra BLOB,
    -- The text of one JSON value, last because it is large.
    result BLOB
) STRICT;

-- One row a change of a batch or an item; version numbers them inside a batch.
CREATE TABLE events (
    batch INTEGER NOT NULL REFERENCES batches (number) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    -- The item's position; NULL for the batch itself.
    position INTEGER,
    kind TEXT NOT NULL CHECK (kind IN (
        'submitted', 'retried',
        'started', 'putOff', 'givenBack', 'leaseLost', 'completed', 'failed', 'cancelled')),
    at INTEGER NOT NULL,
    PRIMARY KEY (batch, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE usage (
    owner INTEGER NOT NULL REFERENCES keys (id),
    -- Days since 1970-01-01, UTC.
    day INTEGER NOT NULL,
    -- Items that came to an end.
    requests INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    credits INTEGER NOT NULL DEFAULT 0,
    input_tokens INTEGER NOT NULL DEFAULT 0,
    output_tokens INTEGER NOT NULL DEFAULT 0,
    -- Sum over the requests.
    latency_ms INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (owner, day)
) STRICT, WITHOUT ROWID;
