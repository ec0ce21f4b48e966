-- Accounts: mail, password, second factor; links of invitations and resets, sessions, scopes of tokens. Secrets are
-- kept as hashes, seeds of second factors encrypted.

ALTER TABLE user_account ADD COLUMN mail TEXT;
ALTER TABLE user_account ADD COLUMN institution TEXT;
ALTER TABLE user_account ADD COLUMN language TEXT NOT NULL DEFAULT 'en' CHECK (language IN ('ar', 'en', 'es', 'fr', 'ru', 'zh'));
ALTER TABLE user_account ADD COLUMN password TEXT;
ALTER TABLE user_account ADD COLUMN totp TEXT;
ALTER TABLE user_account ADD COLUMN totp_step BIGINT;
ALTER TABLE user_account ADD COLUMN erased_at TEXT;
CREATE UNIQUE INDEX user_account_mail ON user_account (mail);

ALTER TABLE api_token ADD COLUMN scopes TEXT NOT NULL DEFAULT 'read write' CHECK (scopes IN ('read', 'write', 'read write'));
ALTER TABLE api_token ADD COLUMN revoked_at TEXT;
CREATE INDEX api_token_user ON api_token (user_id);

CREATE TABLE account_link (
    sha256 TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES user_account (id),
    kind TEXT NOT NULL CHECK (kind IN ('invitation', 'reset')),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
);
CREATE INDEX account_link_user ON account_link (user_id);

CREATE TABLE session (
    sha256 TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES user_account (id),
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    strength TEXT NOT NULL CHECK (strength IN ('password', 'full'))
);
CREATE INDEX session_of_user ON session (user_id);

-- Also of addresses that nobody has: what is known must not show in how fast one may try again.
CREATE TABLE sign_in_failure (
    mail_sha256 TEXT NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_at TEXT NOT NULL
);
CREATE INDEX sign_in_failure_last ON sign_in_failure (last_at);
