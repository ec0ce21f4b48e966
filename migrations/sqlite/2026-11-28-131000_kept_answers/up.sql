-- Answers to requests with an Idempotency-Key, kept for a day and given again. A row without a status is a request that
-- is being worked on, or whose answer was lost.
CREATE TABLE kept_answer (
    user_id TEXT NOT NULL REFERENCES user_account (id),
    key_sha256 TEXT NOT NULL,
    claimed_at TEXT NOT NULL,
    request_sha256 TEXT,
    status INTEGER,
    headers TEXT,
    body BLOB,
    PRIMARY KEY (user_id, key_sha256),
    CHECK ((status IS NULL) = (request_sha256 IS NULL) AND (status IS NULL) = (headers IS NULL) AND (status IS NULL) = (body IS NULL))
);
CREATE INDEX kept_answer_claimed_at ON kept_answer (claimed_at);
