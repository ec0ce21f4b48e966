-- What is on its way: files that are worked on while their sender does something else, and files that arrive in parts.
-- All of it is forgotten after a day; what came of it stands in the tables of uploads and returns.

-- Work on an upload that is kept. Whoever works renews the lease; work whose lease is over was interrupted.
CREATE TABLE job (
    id TEXT NOT NULL PRIMARY KEY,
    country TEXT NOT NULL,
    cycle INTEGER NOT NULL,
    actor TEXT NOT NULL,
    upload_id TEXT NOT NULL REFERENCES upload (id),
    kept_at TEXT NOT NULL,
    reading_at TEXT,
    checking_at TEXT,
    storing_at TEXT,
    ended_at TEXT,
    lease_until TEXT NOT NULL,
    status INTEGER,
    location TEXT,
    body TEXT,
    CHECK ((ended_at IS NULL) = (status IS NULL) AND (ended_at IS NULL) = (body IS NULL)),
    CHECK (ended_at IS NOT NULL OR location IS NULL)
);
CREATE INDEX job_lease_until ON job (lease_until) WHERE ended_at IS NULL;
CREATE INDEX job_kept_at ON job (kept_at);

-- A file that arrives in parts, and how much of it is there.
CREATE TABLE transfer (
    id TEXT NOT NULL PRIMARY KEY,
    country TEXT NOT NULL,
    cycle INTEGER NOT NULL,
    actor TEXT NOT NULL,
    metadata TEXT,
    size BIGINT NOT NULL,
    received BIGINT NOT NULL,
    begun_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    CHECK (received BETWEEN 0 AND size)
);
CREATE INDEX transfer_country ON transfer (country);
CREATE INDEX transfer_expires_at ON transfer (expires_at);

CREATE TABLE transfer_part (
    transfer_id TEXT NOT NULL REFERENCES transfer (id),
    first_byte BIGINT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (transfer_id, first_byte)
);
