//! `iafq doctor`: whether a service can do its work here, before somebody notices that it cannot.

use std::io::Write;
use std::process::ExitCode;

use chrono::Utc;
use clap::Args;
use intake::Limits;
use storage::DatabaseUrl;

use super::configuration::{File, nearest, settings};
use super::failure::printed;
use super::secret::path_of;
use super::{Common, Failure, OutputFormat, serve};
use crate::doctor::{self, Check, Outcome};

/// Arguments of `iafq doctor`: those of `iafq serve`.
#[derive(Args)]
pub(super) struct Doctor {
    #[command(flatten)]
    serve: serve::Serve,
    /// How it is printed.
    #[arg(long, value_enum, default_value = "text")]
    format: OutputFormat,
}

impl Doctor {
    pub(super) fn run(self, common: &Common, file: &File) -> Result<ExitCode, Failure> {
        let checks = self.checks(common, file);
        let out = &mut std::io::stdout().lock();
        printed(match self.format {
            OutputFormat::Text => text(&checks, out),
            OutputFormat::Plain => plain(&checks, out),
            OutputFormat::Json => serde_json::to_string_pretty(&checks)
                .map_err(Into::into)
                .and_then(|text| writeln!(out, "{text}")),
        })?;
        let failed = checks.iter().any(|check| check.outcome == Outcome::Failed);
        Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
    }

    fn checks(&self, common: &Common, file: &File) -> Vec<Check> {
        let mut checks = Vec::new();
        if let Some(path) = &common.config {
            checks.push(doctor::configuration(path, file.holds_a_password()));
        }
        checks.push(variables());
        let (definitions, catalogue) = doctor::definitions(common.forms.as_deref());
        checks.push(definitions);
        checks.extend(doctor::database(common.database.as_deref(), Utc::now));
        if let Some(url) = &common.database
            && DatabaseUrl::parse(url).is_ok()
        {
            checks.push(doctor::secret(path_of(common, url).ok().as_deref()));
        }
        let limits = common.limits(Limits::interactive);
        checks.push(doctor::memory(&limits, self.serve.readers));
        checks.push(doctor::descriptors());
        if let Some(catalogue) = &catalogue {
            let (program, forms) = (self.serve.parse_worker.clone(), common.forms.clone());
            checks.push(doctor::reader(program, forms, limits, catalogue));
        }
        let tls = self.serve.tls.files();
        let speaks_tls = matches!(tls, Ok(Some(_)));
        match tls {
            Ok(None) => {}
            Ok(Some(files)) => checks.push(doctor::tls(files)),
            Err(failure) => checks.push(doctor::wrong("TLS", failure.to_string())),
        }
        let accounts = &self.serve.accounts;
        checks.push(match accounts.mailer() {
            Ok(mailer) => doctor::mail(mailer.as_ref()),
            Err(failure) => doctor::wrong("mail", failure.to_string()),
        });
        match self.serve.openid.provider(&accounts.public_url) {
            Ok(None) => {}
            Ok(Some(provider)) => checks.push(doctor::openid(&provider)),
            Err(failure) => checks.push(doctor::wrong(doctor::OPENID, failure.to_string())),
        }
        checks.extend(doctor::addresses(&doctor::Meeting {
            public_url: &accounts.public_url,
            listen: self.serve.listen,
            operators: self.serve.metrics,
            tls: speaks_tls,
            trusted_proxy: accounts.trusted_proxy,
            insecure_cookies: accounts.insecure_cookies,
        }));
        checks
    }
}

fn variables() -> Check {
    let settings = settings(&super::command());
    let variable = |arg: &clap::Arg| arg.get_env().map(|name| name.to_string_lossy().into_owned());
    let mut known: Vec<_> = settings.values().filter_map(variable).collect();
    known.push("IAFQ_CONFIG".to_owned());
    let names = std::env::vars_os().map(|(name, _)| name.to_string_lossy().into_owned());
    let meant = |name: &str| nearest(name, known.iter().map(String::as_str)).map(str::to_owned);
    doctor::variables(names, &known, meant)
}

fn text(checks: &[Check], out: &mut impl Write) -> std::io::Result<()> {
    for Check { name, outcome, found, to_do } in checks {
        writeln!(out, "{:<8} {name:<14} {found}", outcome.word())?;
        if let Some(to_do) = to_do {
            writeln!(out, "{:<8} {:<14} → {to_do}", "", "")?;
        }
    }
    let count = |outcome| checks.iter().filter(|check| check.outcome == outcome).count();
    let (failed, warnings) = (count(Outcome::Failed), count(Outcome::Warning));
    writeln!(out, "\n{} checks: {failed} failed, {warnings} warnings", checks.len())
}

fn plain(checks: &[Check], out: &mut impl Write) -> std::io::Result<()> {
    for Check { name, outcome, found, to_do } in checks {
        let to_do = to_do.as_ref().map(|to_do| format!(" What to do: {to_do}.")).unwrap_or_default();
        writeln!(out, "{}: {name}: {found}.{to_do}", outcome.word())?;
    }
    Ok(())
}
