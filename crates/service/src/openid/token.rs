//! What is believed of the ID token of a provider.

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{CoreIdTokenClaims, CoreJwsSigningAlgorithm, CoreTokenResponse};
use openidconnect::{
    AccessTokenHash, ClaimsVerificationError, EndUserEmail, Nonce, OAuth2TokenResponse as _,
    SignatureVerificationError, TokenResponse as _,
};

use super::provider::Known;

/// How signatures are made that are believed: with a key of which the provider shows the public half. Never `none`, and
/// never with what is shared with it, which it and this service could sign with.
const SIGNATURES: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];
/// How far from now a token may have been made: it comes straight from the provider, whose clock may go otherwise.
const FAR: TimeDelta = TimeDelta::minutes(10);
/// The most bytes of a subject (OpenID Connect Core, 2).
const LONGEST_SUBJECT: usize = 255;

/// Why a token is not believed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Doubt {
    /// Its key is none of those that are known; others may be there by now.
    UnknownKey,
    /// It is wrong, in words.
    Wrong(&'static str),
}

impl Doubt {
    /// In words.
    pub(super) fn reason(self) -> &'static str {
        match self {
            Self::UnknownKey => "the ID token is signed with an unknown key",
            Self::Wrong(reason) => reason,
        }
    }
}

/// What a token says, where it is signed by the provider, made now, for this service and for this sign-in.
pub(super) fn believe<'a>(
    known: &Known,
    answer: &'a CoreTokenResponse,
    nonce: &str,
) -> Result<&'a CoreIdTokenClaims, Doubt> {
    let token = answer.id_token().ok_or(Doubt::Wrong("the provider answers without an ID token"))?;
    let verifier = known.id_token_verifier().set_allowed_algs(SIGNATURES).set_issue_time_verifier_fn(is_new);
    let claims = token.claims(&verifier, &Nonce::new(nonce.to_owned())).map_err(|error| doubt(&error))?;
    if claims.authorized_party().is_some_and(|party| party != known.client_id()) {
        return Err(Doubt::Wrong("the ID token was made for another client"));
    }
    if let Some(expected) = claims.access_token_hash() {
        const OTHER: Doubt = Doubt::Wrong("the ID token belongs to another access token");
        let signature = token.signing_alg().map_err(|_| OTHER)?;
        let key = token.signing_key(&verifier).map_err(|_| OTHER)?;
        let found = AccessTokenHash::from_token(answer.access_token(), signature, key);
        if !found.is_ok_and(|found| found == *expected) {
            return Err(OTHER);
        }
    }
    Ok(claims)
}

fn is_new(issued: DateTime<Utc>) -> Result<(), String> {
    let away = (Utc::now() - issued).abs();
    if away <= FAR { Ok(()) } else { Err("made at another time".to_owned()) }
}

fn doubt(error: &ClaimsVerificationError) -> Doubt {
    Doubt::Wrong(match error {
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => {
            return Doubt::UnknownKey;
        }
        ClaimsVerificationError::SignatureVerification(
            SignatureVerificationError::NoSignature | SignatureVerificationError::DisallowedAlg(_),
        ) => "the ID token is not signed in a way that is believed",
        ClaimsVerificationError::SignatureVerification(_) => "the signature of the ID token is wrong",
        ClaimsVerificationError::Expired(_) => "the ID token is not of now",
        ClaimsVerificationError::InvalidAudience(_) => "the ID token is not for this service alone",
        ClaimsVerificationError::InvalidIssuer(_) => "the ID token is of another provider",
        ClaimsVerificationError::InvalidNonce(_) => "the ID token is of another sign-in",
        _ => "the ID token is none that is understood",
    })
}

/// Whom a token names, where it can be kept.
pub(super) fn subject(claims: &CoreIdTokenClaims) -> Option<String> {
    let subject = claims.subject().as_str();
    let fine = (1..=LONGEST_SUBJECT).contains(&subject.len()) && !subject.chars().any(char::is_control);
    fine.then(|| subject.to_owned())
}

/// An address that a provider says is somebody's. Only ASCII letters are made small: others become letters that look
/// alike, and an address of somebody else.
pub(super) fn verified_mail(mail: Option<&EndUserEmail>, verified: Option<bool>) -> Option<String> {
    mail.filter(|_| verified == Some(true)).map(|mail| mail.as_str().trim().to_ascii_lowercase())
}

/// Whether a token says one of these in `acr` or `amr`.
pub(super) fn says_one_of(claims: &CoreIdTokenClaims, words: &[String]) -> bool {
    let class = claims.auth_context_ref().map(|class| class.as_str());
    let methods = claims.auth_method_refs().into_iter().flatten().map(|method| method.as_str());
    class.into_iter().chain(methods).any(|said| words.iter().any(|word| word == said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_somebodys_where_the_provider_says_so_and_stays_the_same() {
        let mail = |text: &str| EndUserEmail::new(text.to_owned());
        let verified = |text: &str, verified| verified_mail(Some(&mail(text)), verified);
        assert_eq!(verified(" A.Focal@Example.org", Some(true)).as_deref(), Some("a.focal@example.org"));
        assert_eq!(verified("a@example.org", Some(false)), None);
        assert_eq!(verified("a@example.org", None), None);
        assert_eq!(verified_mail(None, Some(true)), None);
        assert_ne!(verified("\u{212a}ate@example.org", Some(true)).as_deref(), Some("kate@example.org"));
    }

    #[test]
    fn a_token_is_made_now() {
        let now = Utc::now();
        assert!(is_new(now).is_ok() && is_new(now + TimeDelta::minutes(9)).is_ok());
        assert!(
            is_new(now - TimeDelta::minutes(11)).is_err() && is_new(now + TimeDelta::minutes(11)).is_err()
        );
    }
}
