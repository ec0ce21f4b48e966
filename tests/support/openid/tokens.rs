//! Tokens of a provider, true and false.

use std::time::{SystemTime, UNIX_EPOCH};

use data_encoding::BASE64URL_NOPAD;
use ring::digest::{SHA256, digest};
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Map, Value, json};

use super::{AtProvider, CLIENT, Given, Lie, SECRET};

/// With what a provider signs.
pub(super) struct Key {
    name: String,
    pair: EcdsaKeyPair,
}

impl Key {
    /// Another one than there was before.
    pub(super) fn new() -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random);
        Self { name: uuid::Uuid::now_v7().to_string(), pair: pair.unwrap() }
    }

    /// Its public half, as providers show it.
    pub(super) fn shown(&self) -> Value {
        let (x, y) = self.pair.public_key().as_ref().get(1..).unwrap().split_at(32);
        let [x, y] = [x, y].map(encoded);
        json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.name, "x": x, "y": y })
    }

    fn sign(&self, text: &str) -> Vec<u8> {
        self.pair.sign(&SystemRandom::new(), text.as_bytes()).unwrap().as_ref().to_vec()
    }
}

/// Bytes as tokens hold them.
pub(super) fn encoded(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

/// The SHA-256 of a text.
pub(super) fn sha256(text: &str) -> Vec<u8> {
    digest(&SHA256, text.as_bytes()).as_ref().to_vec()
}

fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

/// The token that a code is exchanged for.
pub(super) fn id_token(issuer: &str, key: &Key, given: &Given, access: &str, lie: Option<Lie>) -> String {
    let claims = claims(issuer, given, access, lie);
    let foreign = Key::new();
    let mut head = json!({ "alg": "ES256", "typ": "JWT", "kid": key.name });
    match lie {
        Some(Lie::Unsigned) => head = json!({ "alg": "none" }),
        Some(Lie::SharedSecret | Lie::PublicKeyAsSecret) => put(&mut head, "alg", "HS256".into()),
        Some(Lie::UnknownKey) => put(&mut head, "kid", "a key of nobody".into()),
        Some(Lie::KeyInToken) => {
            put(&mut head, "jwk", foreign.shown());
            put(&mut head, "jku", "http://127.0.0.1:1/keys".into());
        }
        Some(Lie::OtherKind) => put(&mut head, "typ", "at+jwt".into()),
        Some(Lie::Critical) => put(&mut head, "crit", json!(["b64"])),
        _ => {}
    }
    let text = |value: &Value| encoded(value.to_string().as_bytes());
    let signed = format!("{}.{}", text(&head), text(&claims));
    let with_secret = |secret: &[u8]| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
        hmac::sign(&key, signed.as_bytes()).as_ref().to_vec()
    };
    let signature = match lie {
        Some(Lie::Unsigned) => Vec::new(),
        Some(Lie::SharedSecret) => with_secret(SECRET.as_bytes()),
        Some(Lie::PublicKeyAsSecret) => with_secret(key.pair.public_key().as_ref()),
        Some(Lie::ForeignKey | Lie::UnknownKey | Lie::KeyInToken) => foreign.sign(&signed),
        _ => key.sign(&signed),
    };
    let signed = if lie == Some(Lie::Altered) {
        let mut other = claims;
        put(&mut other, "sub", "somebody else".into());
        format!("{}.{}", text(&head), text(&other))
    } else {
        signed
    };
    format!("{signed}.{}", encoded(&signature))
}

/// Says something else in an object.
pub(super) fn put(object: &mut Value, name: &str, value: Value) {
    object.as_object_mut().unwrap().insert(name.to_owned(), value);
}

fn claims(issuer: &str, given: &Given, access: &str, lie: Option<Lie>) -> Value {
    const HOUR: i64 = 60 * 60;
    let (person, now) = (&given.person, now());
    let hash = sha256(if lie == Some(Lie::OtherAccess) { "another" } else { access });
    let mut claims = json!({
        "iss": issuer, "sub": person.subject, "aud": CLIENT, "azp": CLIENT, "nonce": given.nonce,
        "iat": now, "exp": now + 300, "amr": person.methods, "at_hash": encoded(hash.get(..16).unwrap()),
    });
    if person.mail_in_token {
        claims.as_object_mut().unwrap().extend(mail(person));
    }
    match lie {
        Some(Lie::Nonce) => put(&mut claims, "nonce", "of another sign-in".into()),
        Some(Lie::NoNonce) => drop(claims.as_object_mut().unwrap().remove("nonce")),
        Some(Lie::Audience) => put(&mut claims, "aud", "another client".into()),
        Some(Lie::Audiences) => put(&mut claims, "aud", json!([CLIENT, "another client"])),
        Some(Lie::Party) => put(&mut claims, "azp", "another client".into()),
        Some(Lie::Issuer) => put(&mut claims, "iss", "https://provider.example".into()),
        Some(Lie::Expired) => put(&mut claims, "exp", (now - 1).into()),
        Some(Lie::Old) => put(&mut claims, "iat", (now - HOUR).into()),
        Some(Lie::Early) => put(&mut claims, "iat", (now + HOUR).into()),
        Some(Lie::Nobody) => put(&mut claims, "sub", "".into()),
        _ => {}
    }
    claims
}

/// What is said of the address of somebody.
pub(super) fn mail(person: &AtProvider) -> Map<String, Value> {
    let mut said = Map::new();
    if let Some(mail) = &person.mail {
        said.insert("email".to_owned(), json!(mail));
        said.insert("email_verified".to_owned(), json!(person.mail_is_verified));
    }
    said
}
