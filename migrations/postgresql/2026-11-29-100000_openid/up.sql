-- Whom a provider of OpenID Connect names by issuer and subject. Bound once, to one account; erased with it.
CREATE TABLE openid_binding (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES user_account (id),
    bound_at TEXT NOT NULL,
    PRIMARY KEY (issuer, subject),
    UNIQUE (user_id, issuer)
);
