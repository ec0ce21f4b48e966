//! Submitting a return.

use std::collections::BTreeMap;

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path};
use schema::{Finding, Findings, Gate, Lang, Response, Severity};
use storage::NewExplanation;
use validator::Validate as _;

use super::{country_and_year, returns};
use crate::http::auth::Caller;
use crate::http::language;
use crate::http::problem::Problem;
use crate::http::state::State;
use crate::http::view::{ExplanationRequest, ReceiptView, SubmitRequest};
use crate::render::view;
use crate::token;

/// Submit a return. Refused while an error of the submit gate is open or a warning unexplained; else the receipt.
#[utoipa::path(
    post,
    path = "/api/v1/returns/{country}/{year}/submit",
    params(("country" = String, Path, description = "The State"), ("year" = u16, Path, description = "The reference year")),
    request_body = SubmitRequest,
    responses(
        (status = 200, description = "The receipt", body = ReceiptView),
        (status = 409, description = "Something changed in the meantime", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "What is still open", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])),
    tag = "returns"
)]
pub(super) async fn submit(
    path: Path<(String, String)>,
    request: HttpRequest,
    body: Json<SubmitRequest>,
    caller: Caller,
    state: Data<State>,
) -> Result<Json<ReceiptView>, Problem> {
    let (country, year) = country_and_year(&path.0, &path.1)?;
    caller.of(&country)?;
    caller.may_submit()?;
    body.validate()
        .map_err(|errors| Problem::new("invalid-request", format!("{errors}. Correct the request.")))?;
    if !body.declaration {
        let detail = "Set `declaration` to true: it says that you are authorised to submit this return.";
        return Err(Problem::new("invalid-request", detail));
    }
    let lang = language(&request).unwrap_or(Lang::En);
    let (shared, scope, body) = (state.clone(), caller.scope(), body.into_inner());
    let receipt = state.blocking(move |store| {
        let the_return = store.return_of(&scope, &country, year)?;
        let revision = returns::pick(store, &scope, &the_return, body.revision)?;
        let response = store.response(&scope, &revision.id)?;
        let findings = store.findings(&scope, &revision.id)?;
        open(&shared, &response, &findings, &body.explanations, lang)?;
        let explanations = explanations(&findings, &body.explanations);
        let version = body.version.unwrap_or(the_return.version);
        let receipt = store.submit_return(
            &scope,
            &country,
            year,
            version,
            &revision.id,
            &explanations,
            chrono::Utc::now(),
        )?;
        Ok(ReceiptView {
            receipt: receipt.id.clone(),
            country: country.to_string(),
            year,
            revision: revision.number,
            submitted_at: receipt.submitted_at.to_rfc3339(),
            original_sha256: receipt.original_sha256,
            content_sha256: receipt.content_sha256,
            rule_set: receipt.rule_set,
            chain_head: receipt.chain_head,
        })
    });
    Ok(Json(receipt.await?))
}

/// Refuses with everything that is open.
fn open(
    state: &State,
    response: &Response,
    findings: &Findings,
    explained: &[ExplanationRequest],
    lang: Lang,
) -> Result<(), Problem> {
    let is_explained = |finding: &Finding| explained.iter().any(|explanation| explains(explanation, finding));
    let at_gate = findings.list.iter().filter(|finding| finding.gate == Gate::Submit);
    let open: Vec<_> = at_gate
        .filter(|finding| match finding.severity {
            Severity::Error => true,
            Severity::Warning => !is_explained(finding),
            Severity::Note => false,
        })
        .collect();
    if open.is_empty() {
        return Ok(());
    }
    let errors = open.iter().filter(|finding| finding.severity == Severity::Error).count();
    let questionnaire = state.catalogue.get(response.edition.as_str()).ok_or_else(Problem::not_found)?;
    let of_year = |year| (year == response.year).then_some(response);
    let detail = format!(
        "Errors to correct: {errors}. Warnings to correct or explain: {}. Explain a warning with its code, its place and your reason.",
        open.len() - errors
    );
    let mut problem = Problem::new("findings-open", detail);
    problem.findings =
        open.iter().map(|finding| view::finding(questionnaire, finding, lang, &of_year)).collect();
    Err(problem)
}

fn explains(explanation: &ExplanationRequest, finding: &Finding) -> bool {
    finding.code == *explanation.code.as_str()
        && finding.place().is_some_and(|place| place.to_string() == explanation.place)
}

/// The explanations that belong to a finding, bound to the figures it judged.
fn explanations(findings: &Findings, explained: &[ExplanationRequest]) -> Vec<NewExplanation> {
    let mut found = BTreeMap::new();
    for finding in &findings.list {
        for explanation in explained.iter().filter(|explanation| explains(explanation, finding)) {
            found.insert(
                (explanation.code.clone(), explanation.place.clone()),
                NewExplanation {
                    code: finding.code.clone(),
                    place: explanation.place.clone(),
                    value_sha256: judged(finding),
                    text: explanation.text.clone(),
                },
            );
        }
    }
    found.into_values().collect()
}

/// SHA-256 over the arguments of a finding: the explanation lapses when they change.
fn judged(finding: &Finding) -> String {
    token::sha256(format!("{:?}", finding.args).as_bytes())
}
