//! Submitting a return.

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path};
use schema::{Gate, Lang, Severity};
use storage::{NewExplanation, ReturnState, StoredExplanation, Submitting};
use validator::Validate as _;

use super::{country_and_year, returns};
use crate::assessed::{Assessed, Judgement};
use crate::http::auth::Caller;
use crate::http::condition;
use crate::http::language;
use crate::http::policy::Act;
use crate::http::problem::Problem;
use crate::http::state::State;
use crate::http::view::{ExplanationRequest, OnBehalfRequest, SubmitRequest};
use crate::receipt::{ReceiptView, SignedReceipt};
use crate::render::view;

/// Submit a return. Refused while an error of the submit gate is open or a warning unexplained; else the receipt.
#[utoipa::path(
    post,
    path = "/api/v1/returns/{country}/{year}/submit",
    params(
        ("country" = String, Path, description = "The State"),
        ("year" = u16, Path, description = "The reference year"),
        ("If-Match" = String, Header, description = "The `ETag` of the return as it was seen"),
    ),
    request_body = SubmitRequest,
    responses(
        (status = 200, description = "The receipt; the same again for a revision that is submitted already", body = SignedReceipt),
        (status = 400, description = "The request cannot be understood, explains what was not found, names no evidence for the State, or the revision comes from a published file", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Something changed in the meantime; `earlier-year-changed` where the file must be sent again, since figures of an earlier year that it was judged against were replaced", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "The return was changed since", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "What is still open", body = Problem, content_type = "application/problem+json"),
        (status = 428, description = "`If-Match` is missing", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer; nothing half-done was kept, the same may be sent again", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "There is no room left to store anything", body = Problem, content_type = "application/problem+json"),
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
) -> Result<Json<SignedReceipt>, Problem> {
    let (country, year) = country_and_year(&path.0, &path.1)?;
    caller.may(if body.on_behalf.is_some() { Act::Behalf } else { Act::Submit })?;
    body.validate().map_err(|errors| Problem::invalid(&errors))?;
    if !body.declaration {
        let detail = "Set `declaration` to true: it says that you are authorised to submit this return.";
        return Err(Problem::new("invalid-request", detail));
    }
    let version = condition::version(&request)?;
    let lang = language(&request).unwrap_or(Lang::En);
    let (shared, scope, body) = (state.clone(), caller.scope(), body.into_inner());
    let receipt = state.blocking(move |store| {
        let the_return = store.return_of(&scope, &country, year)?;
        let revision = returns::pick(store, &scope, &the_return, body.revision)?;
        // A retry after a lost answer gets what it would have got. What was given back is submitted anew.
        if the_return.submitted_revision.as_ref() == Some(&revision.id)
            && the_return.state != ReturnState::Returned
            && let Ok(receipt) = store.receipt(&scope, &country, year, Some(&revision.id))
        {
            all_said(&store.explanations(&scope, &revision.id)?, &body.explanations)?;
            return Ok(ReceiptView::new(&country, year, receipt));
        }
        let mut assessed = Assessed::read(store, &scope, &revision.id)?;
        all_meant(&assessed, &body.explanations)?;
        // What was seen is not what stands now: the sender hears that before what is open.
        if version != the_return.version {
            return Err(condition::failed());
        }
        // What stands beside the findings is read again under the lock of the submission: a reviewer may have questioned
        // an explanation since.
        let gate = |standing: &[StoredExplanation]| {
            assessed.beside(standing);
            let given = body.explanations.iter();
            let given: Vec<_> =
                given.flat_map(|one| assessed.explained(&one.code, &one.place, &one.text)).collect();
            if open(&assessed, &given).is_empty() { Ok(given) } else { Err(given) }
        };
        let now = chrono::Utc::now();
        let on_behalf = body.on_behalf.as_ref().map(OnBehalfRequest::meant);
        let submitting = Submitting {
            country: &country,
            year,
            version,
            revision: &revision.id,
            on_behalf: on_behalf.as_ref(),
        };
        let done = store.submit_return(&scope, submitting, gate, now);
        let done = done.map_err(condition::refused)?;
        let receipt = done.map_err(|given| refused(&shared, &assessed, &open(&assessed, &given), lang))?;
        Ok(ReceiptView::new(&country, year, receipt))
    });
    Ok(Json(receipt.await?.signed(&state.signer)))
}

/// Refuses new explanations beside a revision that is submitted already: nobody would read them there.
fn all_said(standing: &[StoredExplanation], given: &[ExplanationRequest]) -> Result<(), Problem> {
    let stands = |one: &&ExplanationRequest| {
        standing.iter().any(|said| {
            (&said.bond.code, &said.bond.place, &said.text)
                == (&one.code.as_str().into(), &one.place, &one.text)
        })
    };
    let new = given.iter().filter(|one| !stands(one)).map(|one| format!("{} at {}", one.code, one.place));
    let new: Vec<_> = new.collect();
    if new.is_empty() {
        return Ok(());
    }
    let detail = format!(
        "The revision is submitted already. Send the explanations of {} by `POST …/explanations`.",
        new.join(", ")
    );
    Err(Problem::new("invalid-request", detail))
}

/// Refuses explanations of what was not found: who sent them believes that something is explained.
fn all_meant(assessed: &Assessed, given: &[ExplanationRequest]) -> Result<(), Problem> {
    let nothing = given.iter().filter(|one| !assessed.may_be_explained(&one.code, &one.place));
    let nothing: Vec<_> = nothing.map(|one| format!("{} at {}", one.code, one.place)).collect();
    if nothing.is_empty() {
        return Ok(());
    }
    let detail = format!(
        "The revision has no warning {}. Take code and place from its findings; an error is corrected, not explained.",
        nothing.join(", ")
    );
    Err(Problem::new("invalid-request", detail))
}

/// What stands in the way of a submission: errors, and warnings that nobody explained.
fn open<'a>(assessed: &'a Assessed, given: &[NewExplanation]) -> Vec<&'a Judgement> {
    let is_given = |judgement: &Judgement| given.iter().any(|new| new.bond == judgement.bond);
    let at_gate = assessed.judgements.iter().filter(|judgement| judgement.finding.gate == Gate::Submit);
    let open = at_gate.filter(|judgement| match judgement.finding.severity {
        Severity::Error => true,
        Severity::Warning => !judgement.is_explained() && !is_given(judgement),
        Severity::Note => false,
    });
    open.collect()
}

/// Refuses with everything that is open.
fn refused(state: &State, assessed: &Assessed, open: &[&Judgement], lang: Lang) -> Problem {
    let errors = open.iter().filter(|judgement| judgement.finding.severity == Severity::Error).count();
    let Some(questionnaire) = state.catalogue.get(assessed.response.edition.as_str()) else {
        return Problem::not_found();
    };
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
    problem
}
