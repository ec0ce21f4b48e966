//! The HTTP of a provider: a request a connection.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use data_encoding::BASE64;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::{Value, json};

use super::tokens::{self, encoded, sha256};
use super::{CLIENT, Given, Lie, SECRET, State};

/// A request, as far as a provider looks at it.
struct Request {
    path: String,
    query: BTreeMap<String, String>,
    form: BTreeMap<String, String>,
    authorization: String,
}

/// Answers until the test ends.
pub(super) fn serve(
    listener: TcpListener,
    issuer: String,
    shared: Arc<Mutex<State>>,
    tls: Option<Arc<ServerConfig>>,
) {
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (issuer, shared, tls) = (issuer.clone(), Arc::clone(&shared), tls.clone());
            std::thread::spawn(move || match tls {
                None => answer(stream, &issuer, &shared),
                Some(tls) => {
                    answer(StreamOwned::new(ServerConnection::new(tls).unwrap(), stream), &issuer, &shared);
                }
            });
        }
    });
}

/// Whoever asks may go away, or not trust the certificate: that is their affair.
fn answer(stream: impl Read + Write, issuer: &str, shared: &Mutex<State>) {
    let mut stream = BufReader::new(stream);
    let Some(request) = read(&mut stream) else { return };
    let mut state = shared.lock().unwrap();
    *state.asked.entry(request.path.clone()).or_default() += 1;
    if state.is_away {
        return;
    }
    let lie = state.lie;
    let (status, location, body) = match request.path.as_str() {
        "/.well-known/openid-configuration" => (200, None, metadata(issuer, &state)),
        "/keys" if lie == Some(Lie::NoKeys) => (200, None, json!({ "keys": [] })),
        "/keys" => (200, None, json!({ "keys": [state.key.shown()] })),
        "/authorize" => (303, Some(authorize(&request, issuer, &mut state)), Value::Null),
        "/token" if lie == Some(Lie::Redirect) => (307, Some(format!("{issuer}/elsewhere")), Value::Null),
        "/token" | "/elsewhere" => token(&request, issuer, &mut state),
        "/userinfo" => (200, None, user_info(&request, lie)),
        _ => (404, None, Value::Null),
    };
    drop(state);
    let is_token = request.path == "/token";
    let _ = match lie {
        Some(Lie::Endless) if is_token => endless(stream.get_mut()),
        Some(Lie::Slow) if is_token => slow(stream.get_mut()),
        Some(Lie::NoJson) if is_token => whole(stream.get_mut(), status, location, "<p>tokens</p>"),
        _ => whole(stream.get_mut(), status, location, &body.to_string()),
    };
}

fn read(stream: &mut impl BufRead) -> Option<Request> {
    let mut line = String::new();
    stream.read_line(&mut line).ok()?;
    let target = line.split(' ').nth(1)?.to_owned();
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let (mut authorization, mut length) = (String::new(), 0);
    loop {
        line.clear();
        stream.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "authorization" => value.clone_into(&mut authorization),
            "content-length" => length = value.parse().ok()?,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    let form = pairs(&String::from_utf8(body).ok()?);
    Some(Request { path: path.to_owned(), query: pairs(query), form, authorization })
}

/// The members of a query or a form.
pub(super) fn pairs(text: &str) -> BTreeMap<String, String> {
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (decoded(name), decoded(value))).collect()
}

fn decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().replace('+', " ").into_bytes();
    for part in parts {
        let (code, rest) = part.split_at_checked(2).unwrap();
        bytes.push(u8::from_str_radix(code, 16).unwrap());
        bytes.extend(rest.replace('+', " ").bytes());
    }
    String::from_utf8(bytes).unwrap()
}

fn metadata(issuer: &str, state: &State) -> Value {
    let lie = state.lie;
    let tokens = match lie {
        Some(Lie::PlainTokens) => "http://192.0.2.1/token".to_owned(),
        _ => format!("{issuer}/token"),
    };
    json!({
        "issuer": if lie == Some(Lie::OtherName) { "https://provider.example" } else { issuer },
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": tokens,
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
        "authorization_response_iss_parameter_supported": true,
        "token_endpoint_auth_methods_supported":
            [if state.takes_secrets_in_the_body { "client_secret_post" } else { "client_secret_basic" }],
    })
}

/// Where a browser goes on from here: back, with a code.
fn authorize(request: &Request, issuer: &str, state: &mut MutexGuard<'_, State>) -> String {
    let of = |name: &str| request.query.get(name).cloned().unwrap_or_default();
    let back = of("redirect_uri");
    assert_eq!((of("client_id").as_str(), of("response_type").as_str()), (CLIENT, "code"));
    assert_eq!((of("code_challenge_method").as_str(), of("scope").as_str()), ("S256", "openid email"));
    let code = uuid::Uuid::now_v7().to_string();
    let issuer = encode(issuer);
    let named = match state.lie {
        Some(Lie::OtherReturn) => "&iss=https%3A%2F%2Fprovider.example".to_owned(),
        Some(Lie::NamelessReturn) => String::new(),
        _ => format!("&iss={issuer}"),
    };
    if state.lie == Some(Lie::Denied) {
        return format!("{back}?error=access_denied&state={}{named}", of("state"));
    }
    let (nonce, challenge, person) = (of("nonce"), of("code_challenge"), state.person.clone());
    state.secrets.extend([code.clone(), nonce.clone(), of("state")]);
    state.given.insert(code.clone(), Given { nonce, challenge, back: back.clone(), person });
    format!("{back}?code={code}&state={}{named}&session_state=a.b", of("state"))
}

fn encode(text: &str) -> String {
    text.replace(':', "%3A").replace('/', "%2F")
}

/// The tokens for a code, which is good once.
fn token(request: &Request, issuer: &str, state: &mut MutexGuard<'_, State>) -> (u16, Option<String>, Value) {
    let refused = (400, None, json!({ "error": "invalid_grant" }));
    let of = |name: &str| request.form.get(name).cloned().unwrap_or_default();
    let client = format!("Basic {}", BASE64.encode(format!("{CLIENT}:{SECRET}").as_bytes()));
    let code = of("code");
    let Some(given) = state.given.get(&code).cloned() else { return refused };
    let verifier = of("code_verifier");
    let is_client = if state.takes_secrets_in_the_body {
        request.authorization.is_empty() && of("client_id") == CLIENT && of("client_secret") == SECRET
    } else {
        request.authorization == client
    };
    let is_right = is_client
        && of("grant_type") == "authorization_code"
        && of("redirect_uri") == given.back
        && encoded(&sha256(&verifier)) == given.challenge;
    if !is_right || !state.used.insert(code) || state.lie == Some(Lie::NoCode) {
        return refused;
    }
    // Whoever shows it is told of the person it was made for.
    let access = format!("{}.{}", uuid::Uuid::now_v7(), encoded(json_of(&given).as_bytes()));
    let id_token = tokens::id_token(issuer, &state.key, &given, &access, state.lie);
    state.secrets.extend([access.clone(), id_token.clone(), verifier]);
    let mut body = json!({ "access_token": access, "token_type": "Bearer", "expires_in": 60 });
    if state.lie != Some(Lie::NoToken)
        && let Some(body) = body.as_object_mut()
    {
        body.insert("id_token".to_owned(), id_token.into());
    }
    (200, None, body)
}

fn json_of(given: &Given) -> String {
    let mut said = tokens::mail(&given.person);
    said.insert("sub".to_owned(), given.person.subject.clone().into());
    Value::from(said).to_string()
}

fn user_info(request: &Request, lie: Option<Lie>) -> Value {
    let (_, person) = request.authorization.rsplit_once('.').unwrap();
    let person = data_encoding::BASE64URL_NOPAD.decode(person.as_bytes()).unwrap();
    let mut person: Value = serde_json::from_slice(&person).unwrap();
    if lie == Some(Lie::OtherUser) {
        tokens::put(&mut person, "sub", "somebody else".into());
    }
    person
}

fn whole(stream: &mut impl Write, status: u16, location: Option<String>, body: &str) -> std::io::Result<()> {
    let location = location.map(|location| format!("Location: {location}\r\n")).unwrap_or_default();
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n{location}\
         Connection: close\r\n\r\n{body}"
    )?;
    stream.flush()
}

/// A hundred million bytes, or as many as somebody takes.
fn endless(stream: &mut impl Write) -> std::io::Result<()> {
    stream.write_all(
        b"HTTP/1.1 200 -\r\nContent-Type: application/json\r\nContent-Length: 100000000\r\n\r\n",
    )?;
    for _ in 0..10_000 {
        stream.write_all(&[b' '; 10_000])?;
    }
    stream.flush()
}

fn slow(stream: &mut impl Write) -> std::io::Result<()> {
    stream.write_all(b"HTTP/1.1 200 -\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n")?;
    for _ in 0..60 {
        stream.write_all(b" ")?;
        stream.flush()?;
        std::thread::sleep(Duration::from_secs(1));
    }
    Ok(())
}
