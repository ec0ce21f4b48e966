-- Users, uploads, returns and their immutable revisions, the audit chain. Times are RFC 3339 in UTC, as text;
-- ids are UUIDv7, as text; JSON is text. Both folders hold the same tables.

CREATE FUNCTION refuse_change () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME;
END
$$;

CREATE TABLE setting (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE user_account (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('contributor', 'focal_point', 'reviewer', 'publisher', 'administrator')),
    country TEXT,
    disabled BOOLEAN NOT NULL,
    created_at TEXT NOT NULL,
    CHECK ((role IN ('contributor', 'focal_point')) = (country IS NOT NULL))
);

CREATE TABLE api_token (
    sha256 TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES user_account (id),
    label TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
);

CREATE TABLE list_code (
    edition TEXT NOT NULL,
    list TEXT NOT NULL,
    code TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (edition, list, code)
);

CREATE TABLE original (
    sha256 TEXT NOT NULL PRIMARY KEY,
    bytes BYTEA NOT NULL,
    size BIGINT NOT NULL
);
CREATE TRIGGER original_never_changes BEFORE UPDATE OR DELETE ON original
    FOR EACH ROW EXECUTE FUNCTION refuse_change ();

CREATE TABLE upload (
    id TEXT NOT NULL PRIMARY KEY,
    country TEXT NOT NULL,
    cycle INTEGER NOT NULL,
    sha256 TEXT NOT NULL REFERENCES original (sha256),
    file_name TEXT,
    media_type TEXT,
    received_at TEXT NOT NULL,
    actor TEXT NOT NULL
);
CREATE TRIGGER upload_never_changes BEFORE UPDATE OR DELETE ON upload
    FOR EACH ROW EXECUTE FUNCTION refuse_change ();

CREATE TABLE refusal (
    upload_id TEXT NOT NULL PRIMARY KEY REFERENCES upload (id),
    problem TEXT NOT NULL,
    refused_at TEXT NOT NULL
);
CREATE TRIGGER refusal_never_changes BEFORE UPDATE OR DELETE ON refusal
    FOR EACH ROW EXECUTE FUNCTION refuse_change ();

CREATE TABLE submission (
    id TEXT NOT NULL PRIMARY KEY,
    upload_id TEXT NOT NULL REFERENCES upload (id),
    country TEXT NOT NULL,
    cycle INTEGER NOT NULL,
    edition TEXT NOT NULL,
    text_version TEXT NOT NULL,
    rule_set TEXT NOT NULL,
    language TEXT NOT NULL,
    content_sha256 TEXT NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE (country, cycle, content_sha256)
);
CREATE TRIGGER submission_never_changes BEFORE UPDATE OR DELETE ON submission
    FOR EACH ROW EXECUTE FUNCTION refuse_change ();

CREATE TABLE state_return (
    id TEXT NOT NULL PRIMARY KEY,
    country TEXT NOT NULL,
    year INTEGER NOT NULL,
    version INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'accepted', 'cleared', 'published')),
    current_revision TEXT,
    submitted_revision TEXT,
    accepted_revision TEXT,
    published_revision TEXT,
    UNIQUE (country, year)
);

CREATE TABLE revision (
    id TEXT NOT NULL PRIMARY KEY,
    return_id TEXT NOT NULL REFERENCES state_return (id),
    submission_id TEXT NOT NULL REFERENCES submission (id),
    number INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('return', 'correction', 'import')),
    edition TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    content_sha256 TEXT NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE (return_id, number)
);
CREATE TRIGGER revision_never_changes BEFORE UPDATE OR DELETE ON revision
    FOR EACH ROW EXECUTE FUNCTION refuse_change ();

CREATE TABLE declaration (
    revision_id TEXT NOT NULL REFERENCES revision (id),
    table_id TEXT NOT NULL,
    item TEXT NOT NULL,
    availability TEXT NOT NULL CHECK (availability IN ('V', 'Z', 'ZU', 'NAV', 'NAP', 'INC', 'BLK')),
    quality TEXT NOT NULL,
    confidentiality TEXT NOT NULL CHECK (confidentiality IN ('PUB', 'CNF')),
    included_in TEXT,
    value_kind TEXT CHECK (value_kind IN ('count', 'decimal', 'text', 'code', 'codes', 'date')),
    count BIGINT CHECK (count >= 0),
    decimal DOUBLE PRECISION,
    text TEXT,
    note TEXT,
    source TEXT,
    inherited BOOLEAN NOT NULL,
    unread TEXT,
    origin_upload TEXT,
    origin TEXT,
    CHECK ((availability IN ('V', 'Z', 'ZU')) = (value_kind IS NOT NULL)),
    PRIMARY KEY (revision_id, table_id, item)
);
CREATE TRIGGER declaration_never_changes BEFORE UPDATE OR DELETE ON declaration
    FOR EACH ROW EXECUTE FUNCTION refuse_change ();

CREATE TABLE observation (
    revision_id TEXT NOT NULL REFERENCES revision (id),
    table_id TEXT NOT NULL,
    row_code TEXT NOT NULL,
    column_code TEXT NOT NULL,
    availability TEXT NOT NULL CHECK (availability IN ('V', 'Z', 'ZU', 'NAV', 'NAP', 'INC', 'BLK')),
    quality TEXT NOT NULL,
    confidentiality TEXT NOT NULL CHECK (confidentiality IN ('PUB', 'CNF')),
    included_in TEXT,
    value_kind TEXT CHECK (value_kind IN ('count', 'decimal', 'text', 'code', 'codes', 'date')),
    count BIGINT CHECK (count >= 0),
    decimal DOUBLE PRECISION,
    text TEXT,
    note TEXT,
    source TEXT,
    inherited BOOLEAN NOT NULL,
    unread TEXT,
    origin_upload TEXT,
    origin TEXT,
    CHECK ((availability IN ('V', 'Z', 'ZU')) = (value_kind IS NOT NULL)),
    PRIMARY KEY (revision_id, table_id, row_code, column_code)
);
CREATE TRIGGER observation_never_changes BEFORE UPDATE OR DELETE ON observation
    FOR EACH ROW EXECUTE FUNCTION refuse_change ();

CREATE TABLE seizure (
    id TEXT NOT NULL PRIMARY KEY,
    revision_id TEXT NOT NULL REFERENCES revision (id),
    table_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    case_reference TEXT,
    seized_on TEXT,
    place_class TEXT,
    authority TEXT,
    justification TEXT,
    link TEXT,
    offence TEXT,
    investigated TEXT,
    arms_total BIGINT,
    parts BIGINT,
    ammunition BIGINT,
    narrative TEXT,
    origin TEXT,
    UNIQUE (revision_id, table_id, position)
);
CREATE TRIGGER seizure_never_changes BEFORE UPDATE OR DELETE ON seizure
    FOR EACH ROW EXECUTE FUNCTION refuse_change ();

CREATE TABLE seizure_arms (
    seizure_id TEXT NOT NULL REFERENCES seizure (id),
    line INTEGER NOT NULL,
    arm_type TEXT,
    count BIGINT,
    make TEXT,
    model TEXT,
    calibre TEXT,
    made_in TEXT,
    marking TEXT,
    PRIMARY KEY (seizure_id, line)
);
CREATE TRIGGER seizure_arms_never_changes BEFORE UPDATE OR DELETE ON seizure_arms
    FOR EACH ROW EXECUTE FUNCTION refuse_change ();

CREATE TABLE seizure_context (
    seizure_id TEXT NOT NULL REFERENCES seizure (id),
    position INTEGER NOT NULL,
    context TEXT NOT NULL,
    PRIMARY KEY (seizure_id, position)
);
CREATE TRIGGER seizure_context_never_changes BEFORE UPDATE OR DELETE ON seizure_context
    FOR EACH ROW EXECUTE FUNCTION refuse_change ();

CREATE TABLE seizure_route (
    seizure_id TEXT NOT NULL REFERENCES seizure (id),
    role TEXT NOT NULL CHECK (role IN ('manufacture', 'origin', 'transit', 'destination')),
    position INTEGER NOT NULL,
    country TEXT NOT NULL,
    PRIMARY KEY (seizure_id, role, position)
);
CREATE TRIGGER seizure_route_never_changes BEFORE UPDATE OR DELETE ON seizure_route
    FOR EACH ROW EXECUTE FUNCTION refuse_change ();

CREATE TABLE seizure_suspect (
    seizure_id TEXT NOT NULL REFERENCES seizure (id),
    line INTEGER NOT NULL,
    persons BIGINT,
    sex TEXT,
    age TEXT,
    nationality TEXT,
    member_of TEXT,
    PRIMARY KEY (seizure_id, line)
);
CREATE TRIGGER seizure_suspect_never_changes BEFORE UPDATE OR DELETE ON seizure_suspect
    FOR EACH ROW EXECUTE FUNCTION refuse_change ();

CREATE TABLE seizure_answer (
    seizure_id TEXT NOT NULL REFERENCES seizure (id),
    child TEXT NOT NULL,
    line INTEGER NOT NULL,
    field TEXT NOT NULL,
    availability TEXT NOT NULL CHECK (availability IN ('V', 'Z', 'ZU', 'NAV', 'NAP', 'INC', 'BLK')),
    quality TEXT NOT NULL,
    confidentiality TEXT NOT NULL CHECK (confidentiality IN ('PUB', 'CNF')),
    included_in TEXT,
    value_kind TEXT CHECK (value_kind IN ('count', 'decimal', 'text', 'code', 'codes', 'date')),
    count BIGINT CHECK (count >= 0),
    decimal DOUBLE PRECISION,
    text TEXT,
    note TEXT,
    source TEXT,
    inherited BOOLEAN NOT NULL,
    unread TEXT,
    origin_upload TEXT,
    origin TEXT,
    CHECK ((availability IN ('V', 'Z', 'ZU')) = (value_kind IS NOT NULL)),
    PRIMARY KEY (seizure_id, child, line, field)
);
CREATE TRIGGER seizure_answer_never_changes BEFORE UPDATE OR DELETE ON seizure_answer
    FOR EACH ROW EXECUTE FUNCTION refuse_change ();

CREATE TABLE finding (
    revision_id TEXT NOT NULL REFERENCES revision (id),
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    outcome TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('error', 'warning', 'note')),
    gate TEXT NOT NULL CHECK (gate IN ('submit', 'accept', 'publish')),
    locations TEXT NOT NULL,
    args TEXT NOT NULL,
    PRIMARY KEY (revision_id, position)
);
CREATE TRIGGER finding_never_changes BEFORE UPDATE OR DELETE ON finding
    FOR EACH ROW EXECUTE FUNCTION refuse_change ();

CREATE TABLE not_evaluable (
    revision_id TEXT NOT NULL REFERENCES revision (id),
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    place TEXT NOT NULL,
    cells TEXT NOT NULL,
    PRIMARY KEY (revision_id, position)
);
CREATE TRIGGER not_evaluable_never_changes BEFORE UPDATE OR DELETE ON not_evaluable
    FOR EACH ROW EXECUTE FUNCTION refuse_change ();

CREATE TABLE explanation (
    id TEXT NOT NULL PRIMARY KEY,
    revision_id TEXT NOT NULL REFERENCES revision (id),
    code TEXT NOT NULL,
    place TEXT NOT NULL,
    value_sha256 TEXT NOT NULL,
    text TEXT NOT NULL,
    actor TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE TRIGGER explanation_never_changes BEFORE UPDATE OR DELETE ON explanation
    FOR EACH ROW EXECUTE FUNCTION refuse_change ();

CREATE TABLE receipt (
    id TEXT NOT NULL PRIMARY KEY,
    return_id TEXT NOT NULL REFERENCES state_return (id),
    revision_id TEXT NOT NULL REFERENCES revision (id),
    submitted_at TEXT NOT NULL,
    original_sha256 TEXT NOT NULL,
    content_sha256 TEXT NOT NULL,
    rule_set TEXT NOT NULL,
    chain_head TEXT NOT NULL,
    actor TEXT NOT NULL
);
CREATE TRIGGER receipt_never_changes BEFORE UPDATE OR DELETE ON receipt
    FOR EACH ROW EXECUTE FUNCTION refuse_change ();

CREATE TABLE audit (
    seq BIGINT NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE TRIGGER audit_never_changes BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION refuse_change ();

CREATE TABLE audit_head (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL
);

CREATE INDEX upload_country ON upload (country);
CREATE INDEX revision_submission_id ON revision (submission_id);
CREATE INDEX explanation_revision_id ON explanation (revision_id);
CREATE INDEX api_token_user_id ON api_token (user_id);

INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '');
