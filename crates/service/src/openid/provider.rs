//! A provider: what it says of itself, how a sign-in begins there, and what it is asked at the end of one.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use openidconnect::core::{
    CoreAuthDisplay, CoreAuthenticationFlow, CoreClaimName, CoreClaimType, CoreClient, CoreClientAuthMethod,
    CoreGenderClaim, CoreGrantType, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
    CoreTokenResponse,
};
use openidconnect::{
    AccessToken, AdditionalProviderMetadata, AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken,
    DiscoveryError, EmptyAdditionalClaims, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest,
    HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier,
    ProviderMetadata, RedirectUrl, RequestTokenError, Scope, SubjectIdentifier, UserInfoClaims,
    UserInfoError,
};
use serde::{Deserialize, Serialize};

use super::client::{Client, Silence};
use super::{Failure, Identity, Pending, RETURN, Settings, is_this_machine, token};

/// How long what a provider says of itself is believed.
const FRESH: Duration = Duration::from_hours(1);
/// After how long a provider that did not answer is asked again what it says of itself.
const REST: Duration = Duration::from_secs(5);
/// How often at most a token with an unknown key lets the keys be fetched anew: a stranger must not make the service ask.
const RENEWED_EVERY: Duration = Duration::from_mins(1);

/// What a provider says of itself, with the members that this program reads and the library does not.
type Metadata = ProviderMetadata<
    Further,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// A client of a provider whose addresses are known.
pub(super) type Known = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What a provider says of itself, and the library does not read.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Further {
    /// Whether it names itself beside each code (RFC 9207).
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for Further {}

/// A provider.
pub(crate) struct Provider {
    settings: Settings,
    issuer: IssuerUrl,
    back: RedirectUrl,
    client: Client,
    said: Mutex<Said>,
}

/// What a provider said of itself, and when it was asked.
#[derive(Default)]
struct Said {
    found: Option<(Instant, Arc<Metadata>)>,
    /// When it last did not answer.
    silent: Option<Instant>,
    /// When it was last asked because of a key that was not known.
    renewed: Option<Instant>,
}

impl Provider {
    /// Whether this program can ask one.
    pub(crate) const IS_THERE: bool = true;

    /// A provider from which people come back to a service at an address. It is not asked yet.
    ///
    /// # Errors
    /// Where one of the addresses is none.
    pub(crate) fn new(settings: Settings, public_url: &str) -> Result<Self, String> {
        let wrong = |_| "the address of the service, or of the provider, is none".to_owned();
        let issuer = IssuerUrl::new(settings.issuer.clone()).map_err(wrong)?;
        let back = RedirectUrl::new(format!("{public_url}{RETURN}")).map_err(wrong)?;
        let is_here = issuer.url().scheme() == "http" && issuer.url().host_str().is_some_and(is_this_machine);
        Ok(Self { settings, issuer, back, client: Client::new(is_here), said: Mutex::default() })
    }

    /// The address at the provider where a sign-in goes on.
    ///
    /// # Errors
    /// Where the provider does not say where that is.
    pub(crate) fn begin(&self, pending: &Pending) -> Result<String, Failure> {
        let metadata = self.metadata(None)?;
        let verifier = PkceCodeVerifier::new(pending.verifier.clone());
        let (state, nonce) = (pending.state.clone(), pending.nonce.clone());
        let known = self.known(&metadata);
        let (address, ..) = known
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                || CsrfToken::new(state),
                || Nonce::new(nonce),
            )
            .add_scope(Scope::new("email".to_owned()))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        if !self.client.may_ask(Some(address.scheme()), address.host_str()) {
            return Err(Failure::Unavailable(Silence::NotOverTls.reason()));
        }
        Ok(address.into())
    }

    /// Whom the provider vouches for, by the code with which somebody came back. `issuer` is who says that the code is
    /// theirs, where somebody does.
    ///
    /// # Errors
    /// Where it vouches for nobody, or what it says is not to be believed.
    pub(crate) fn finish(
        &self,
        pending: &Pending,
        code: &str,
        issuer: Option<&str>,
    ) -> Result<Identity, Failure> {
        let metadata = self.metadata(None)?;
        let names_itself = metadata.additional_metadata().authorization_response_iss_parameter_supported;
        match issuer {
            Some(issuer) if issuer == self.settings.issuer => {}
            None if !names_itself => {}
            Some(_) => return Err(Failure::Refused("the code is of another provider")),
            None => {
                return Err(Failure::Refused("the provider names itself, and the code came without that"));
            }
        }
        let known = self.known(&metadata);
        let answer = self.exchange(&known, pending, code)?;
        let believed = match token::believe(&known, &answer, &pending.nonce) {
            Err(token::Doubt::UnknownKey) => {
                let renewed = self.metadata(Some(&metadata))?;
                token::believe(&self.known(&renewed), &answer, &pending.nonce)
            }
            other => other,
        };
        let claims = believed.map_err(|doubt| Failure::Refused(doubt.reason()))?;
        let mut mail = token::verified_mail(claims.email(), claims.email_verified());
        if claims.email().is_none() && known.user_info_url().is_some() {
            let more = self.user_info(&known, answer.access_token(), claims.subject())?;
            mail = token::verified_mail(more.email(), more.email_verified());
        }
        Ok(Identity {
            issuer: self.settings.issuer.clone(),
            subject: token::subject(claims).ok_or(Failure::Refused("the provider names nobody"))?,
            verified_mail: mail,
            second_factor: token::says_one_of(claims, &self.settings.second_factor),
        })
    }

    /// Looks whether the provider can be asked; gives the number of its keys.
    ///
    /// # Errors
    /// What is amiss.
    pub(crate) fn look(&self) -> Result<usize, Failure> {
        let metadata = self.metadata(None)?;
        self.begin(&Pending::new(0))?;
        if metadata.token_endpoint().is_none() {
            return Err(Failure::Unavailable("the provider does not say where codes are exchanged"));
        }
        match metadata.jwks().keys().len() {
            0 => Err(Failure::Unavailable("the provider has no key that is understood")),
            keys => Ok(keys),
        }
    }

    /// A client by what the provider says of itself.
    fn known(&self, metadata: &Metadata) -> Known {
        let secret = ClientSecret::new(self.settings.client_secret.clone());
        let id = ClientId::new(self.settings.client_id.clone());
        let taken = metadata.token_endpoint_auth_methods_supported();
        let taken = |method| taken.is_none_or(|all| all.contains(&method));
        let in_head = taken(CoreClientAuthMethod::ClientSecretBasic);
        let way = if in_head { AuthType::BasicAuth } else { AuthType::RequestBody };
        CoreClient::from_provider_metadata(metadata.clone(), id, Some(secret))
            .set_auth_type(way)
            .set_redirect_uri(self.back.clone())
    }

    /// Exchanges a code.
    fn exchange(&self, known: &Known, pending: &Pending, code: &str) -> Result<CoreTokenResponse, Failure> {
        let request = known.exchange_code(AuthorizationCode::new(code.to_owned()));
        let request = request
            .map_err(|_| Failure::Unavailable("the provider does not say where codes are exchanged"))?;
        let answered = request
            .set_pkce_verifier(PkceCodeVerifier::new(pending.verifier.clone()))
            .request(&|request: HttpRequest| self.client.ask(request));
        answered.map_err(|error| match error {
            RequestTokenError::Request(silence) => Failure::Unavailable(silence.reason()),
            RequestTokenError::ServerResponse(_) => Failure::Refused("the provider does not take the code"),
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
                Failure::Refused("the provider answers a code with something else than tokens")
            }
        })
    }

    /// What a provider says of somebody that does not stand in the token: the address, as the standard has it.
    fn user_info(
        &self,
        known: &Known,
        token: &AccessToken,
        subject: &SubjectIdentifier,
    ) -> Result<UserInfoClaims<EmptyAdditionalClaims, CoreGenderClaim>, Failure> {
        const WRONG: Failure = Failure::Refused("the provider does not say who somebody is");
        // The library puts it into a header, and ends the thread where it does not fit.
        if !token.secret().bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(WRONG);
        }
        let request = known.user_info(token.clone(), Some(subject.clone())).map_err(|_| WRONG)?;
        let answered = request.request(&|request: HttpRequest| self.client.ask(request));
        answered.map_err(|error| match error {
            UserInfoError::Request(silence) => Failure::Unavailable(silence.reason()),
            UserInfoError::ClaimsVerification(_) => {
                Failure::Refused("the provider speaks of somebody else than in the token")
            }
            _ => WRONG,
        })
    }

    /// What the provider says of itself. `outdated` is what did not name the key of a token. Who comes meanwhile waits for
    /// the same answer.
    fn metadata(&self, outdated: Option<&Arc<Metadata>>) -> Result<Arc<Metadata>, Failure> {
        let mut said = self.said();
        if let Some((since, metadata)) = &said.found
            && since.elapsed() < FRESH
            && outdated.is_none_or(|outdated| !Arc::ptr_eq(outdated, metadata))
        {
            return Ok(Arc::clone(metadata));
        }
        let within = |at: Option<Instant>, rest: Duration| at.is_some_and(|at| at.elapsed() < rest);
        if outdated.is_some() {
            if within(said.renewed, RENEWED_EVERY) {
                return Err(Failure::Refused("the ID token is signed with an unknown key"));
            }
            said.renewed = Some(Instant::now());
        }
        if within(said.silent, REST) {
            return Err(Failure::Unavailable("the provider did not answer a moment ago"));
        }
        match self.discover() {
            Ok(metadata) => {
                let metadata = Arc::new(metadata);
                said.found = Some((Instant::now(), Arc::clone(&metadata)));
                said.silent = None;
                Ok(metadata)
            }
            Err(failure) => {
                said.silent = Some(Instant::now());
                Err(failure)
            }
        }
    }

    fn discover(&self) -> Result<Metadata, Failure> {
        let ask = |request: HttpRequest| -> Result<HttpResponse, Silence> { self.client.ask(request) };
        Metadata::discover(&self.issuer, &ask).map_err(|error| {
            Failure::Unavailable(match error {
                DiscoveryError::Request(silence) => silence.reason(),
                DiscoveryError::Validation(_) => "the provider names itself otherwise than --openid-issuer",
                _ => "the provider does not say of itself what OpenID Connect asks for",
            })
        })
    }

    /// Who panicked while they held the lock left what was said before.
    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
