//! Submitting a return.

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path};
use schema::{Gate, Lang, Severity};
use storage::NewExplanation;
use validator::Validate as _;

use super::receipts::ReceiptView;
use super::{country_and_year, returns};
use crate::assessed::{Assessed, Judgement};
use crate::http::auth::Caller;
use crate::http::language;
use crate::http::problem::Problem;
use crate::http::state::State;
use crate::http::view::SubmitRequest;
use crate::render::view;

/// Submit a return. Refused while an error of the submit gate is open or a warning unexplained; else the receipt.
#[utoipa::path(
    post,
    path = "/api/v1/returns/{country}/{year}/submit",
    params(("country" = String, Path, description = "The State"), ("year" = u16, Path, description = "The reference year")),
    request_body = SubmitRequest,
    responses(
        (status = 200, description = "The receipt; the same again for a revision that is submitted already", body = ReceiptView),
        (status = 400, description = "The request cannot be understood, or the revision comes from a published file", body = Problem, content_type = "application/problem+json"),
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
    body.validate().map_err(|errors| Problem::invalid(&errors))?;
    if !body.declaration {
        let detail = "Set `declaration` to true: it says that you are authorised to submit this return.";
        return Err(Problem::new("invalid-request", detail));
    }
    let lang = language(&request).unwrap_or(Lang::En);
    let (shared, scope, body) = (state.clone(), caller.scope(), body.into_inner());
    let receipt = state.blocking(move |store| {
        let the_return = store.return_of(&scope, &country, year)?;
        let revision = returns::pick(store, &scope, &the_return, body.revision)?;
        // A retry after a lost answer gets what it would have got.
        if the_return.submitted_revision.as_ref() == Some(&revision.id)
            && let Ok(receipt) = store.receipt(&scope, &country, year, Some(&revision.id))
        {
            return Ok(ReceiptView::new(&country, year, receipt));
        }
        let assessed = Assessed::read(store, &scope, &revision.id)?;
        let given = body.explanations.iter();
        let explanations: Vec<_> =
            given.flat_map(|one| assessed.explained(&one.code, &one.place, &one.text)).collect();
        nothing_open(&shared, &assessed, &explanations, lang)?;
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
        Ok(ReceiptView::new(&country, year, receipt))
    });
    Ok(Json(receipt.await?))
}

/// Refuses with everything that is open.
fn nothing_open(
    state: &State,
    assessed: &Assessed,
    given: &[NewExplanation],
    lang: Lang,
) -> Result<(), Problem> {
    let is_given = |judgement: &Judgement| given.iter().any(|new| new.bond == judgement.bond);
    let at_gate = assessed.judgements.iter().filter(|judgement| judgement.finding.gate == Gate::Submit);
    let open: Vec<_> = at_gate
        .filter(|judgement| match judgement.finding.severity {
            Severity::Error => true,
            Severity::Warning => !judgement.is_explained() && !is_given(judgement),
            Severity::Note => false,
        })
        .collect();
    if open.is_empty() {
        return Ok(());
    }
    let errors = open.iter().filter(|judgement| judgement.finding.severity == Severity::Error).count();
    let edition = state.catalogue.get(assessed.response.edition.as_str());
    let questionnaire = edition.ok_or_else(Problem::not_found)?;
    let of_year = |year| assessed.of_year(year);
    let detail = format!(
        "Errors to correct: {errors}. Warnings to correct or explain: {}. Explain a warning with its code, its place \
         and your reason; one that a reviewer questioned needs another reason.",
        open.len() - errors
    );
    let mut problem = Problem::new("findings-open", detail);
    let suggested = assessed.suggestions(questionnaire);
    let views = open.iter().map(|one| view::judgement(questionnaire, one, lang, &of_year, &suggested));
    problem.findings = views.collect();
    Err(problem)
}
