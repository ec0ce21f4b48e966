//! Whether people can sign in by the provider of OpenID Connect.

use super::Check;
use crate::openid::{Failure, Provider};

/// The name of the check.
pub(crate) const NAME: &str = "OpenID Connect";

/// Whether the provider can be asked, names itself as it is named here, and has keys.
pub(crate) fn openid(provider: &Provider) -> Check {
    match provider.look() {
        Ok(keys) => Check::ok(NAME, format!("the provider names itself as said, and has {keys} keys")),
        Err(Failure::Unavailable(reason) | Failure::Refused(reason)) => Check::failed(
            NAME,
            format!("{reason}; nobody signs in by it, and passwords still do"),
            "compare --openid-issuer with `issuer` in URL/.well-known/openid-configuration, and see whether this machine \
             reaches it over TLS",
        ),
    }
}
