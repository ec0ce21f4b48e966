//! What institutions contribute to the return of their State, and its merge by the focal point.

use actix_web::http::header::ETAG;
use actix_web::web::{Bytes, Data, Json, Path};
use actix_web::{HttpRequest, HttpResponse};
use schema::{CountryCode, Submission, Year, document};
use storage::{RevisionId, Scope, Store};
use validator::Validate as _;

use super::country_and_year;
use super::data::capitalised;
use super::submissions::{kept, must_be_taken, work};
use crate::http::auth::Caller;
use crate::http::body::Body;
use crate::http::policy::Act;
use crate::http::problem::Problem;
use crate::http::state::State;
use crate::http::view::contribution::{ContributionView, MergeRequest, MergeView};
use crate::http::view::{Listing, SubmissionView};
use crate::http::{condition, language};
use crate::merge::{Choices, Gathered, Merged, Unmergeable, gather, is_superseded, merge};
use crate::submission::Merge;

/// How many conflicts are listed at a time.
const MOST_CONFLICTS: usize = 5_000;
/// How many places a refusal names.
const MOST_NAMED: usize = 5;

/// The contributions to a return, oldest first. Who contributes sees those of the own institution.
#[utoipa::path(
    get, path = "/api/v1/returns/{country}/{year}/contributions",
    params(("country" = String, Path, description = "The State"), ("year" = u16, Path, description = "The reference year")),
    responses(
        (status = 200, description = "The contributions", body = Listing<ContributionView>),
        (status = 404, description = "Nothing your token may see", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "contributions"
)]
pub(super) async fn list(
    path: Path<(String, String)>,
    caller: Caller,
    state: Data<State>,
) -> Result<Json<Listing<ContributionView>>, Problem> {
    let (country, year) = country_and_year(&path.0, &path.1)?;
    let scope = caller.scope();
    let all = state.blocking(move |store| Ok(store.contributions(&scope, &country, year)?)).await?;
    let views = all.iter().map(|one| ContributionView::new(one.clone(), is_superseded(one, &all)));
    Ok(Json(Listing { items: views.collect(), counts: std::collections::BTreeMap::new() }))
}

/// What a merge of the waiting contributions would give, beside what the State works on. What an institution sends of a
/// table takes the place of what it sent of it before. Nothing is changed.
#[utoipa::path(
    get, path = "/api/v1/returns/{country}/{year}/merge",
    params(("country" = String, Path, description = "The State"), ("year" = u16, Path, description = "The reference year")),
    responses(
        (status = 200, description = "What it would give", body = MergeView, headers(("ETag" = String, description = "The version of the return, for `If-Match`"))),
        (status = 403, description = "Only the focal point merges", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Nothing your token may see", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Nothing waits to be merged", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "contributions"
)]
pub(super) async fn preview(
    path: Path<(String, String)>,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let (country, year) = country_and_year(&path.0, &path.1)?;
    caller.may(Act::Merge)?;
    let (scope, shared) = (caller.scope(), state.clone());
    let (view, version) = state
        .blocking(move |store| {
            let gathered = gathered(store, &scope, &shared, (&country, year), None)?;
            let merged = merged(&gathered, &Choices::new())?;
            Ok((shown(&gathered, merged), gathered.the_return.version))
        })
        .await?;
    Ok(HttpResponse::Ok().insert_header((ETAG, condition::etag(version))).json(view))
}

/// Merge contributions into the draft of the State. Where answers differ, a choice has to say which is taken. What comes of
/// it is kept as a document and judged like any other file; its figures still name the files and cells of the
/// institutions.
#[utoipa::path(
    post, path = "/api/v1/returns/{country}/{year}/merge",
    params(
        ("country" = String, Path, description = "The State"),
        ("year" = u16, Path, description = "The reference year"),
        ("If-Match" = String, Header, description = "The `ETag` of the return as it was seen"),
        ("Accept-Language" = Option<String>, Header, description = "Language of the findings"),
    ),
    request_body = MergeRequest,
    responses(
        (status = 201, description = "Stored as a draft revision, findings included", body = SubmissionView),
        (status = 200, description = "The draft said all of it already; nothing new", body = SubmissionView),
        (status = 403, description = "Only the focal point merges", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Nothing your token may see", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Answers differ where nobody has chosen, or the cycle is closed; nothing was stored", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "The return was changed since", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "These contributions or choices do not fit", body = Problem, content_type = "application/problem+json"),
        (status = 428, description = "`If-Match` is missing", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer; nothing half-done was kept, the same may be sent again", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "There is no room left to store anything", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])), tag = "contributions"
)]
pub(super) async fn take(
    path: Path<(String, String)>,
    request: HttpRequest,
    body: Json<MergeRequest>,
    caller: Caller,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let (country, year) = country_and_year(&path.0, &path.1)?;
    caller.may(Act::Merge)?;
    caller.of(&country)?;
    body.validate().map_err(|errors| Problem::invalid(&errors))?;
    let version = condition::version(&request)?;
    let ticket = state.uploads.enter(&country)?;
    let (scope, shared, whose) = (caller.scope(), state.clone(), country.clone());
    let prepared = state.blocking(move |store| {
        let gathered = gathered(store, &scope, &shared, (&whose, year), Some(&body.contributions))?;
        if gathered.the_return.version != version {
            return Err(condition::failed());
        }
        prepared(gathered, &body.choices())
    });
    let prepared = prepared.await?;
    must_be_taken(&caller, &state, (&country, prepared.cycle)).await?;
    let whose = (country, prepared.cycle);
    let sent = kept(&state, (caller.scope(), ticket), whose, prepared.document, language(&request)).await?;
    let merge = Merge { version, contributions: prepared.contributions, merged: prepared.merged };
    Ok(work(&state, sent.of_a_merge(merge)).await?.into())
}

/// A merge that leaves nothing to choose.
struct Prepared {
    cycle: Year,
    document: Body,
    contributions: Vec<RevisionId>,
    merged: schema::Response,
}

fn gathered<'a>(
    store: &Store,
    scope: &Scope,
    state: &'a State,
    whose: (&CountryCode, Year),
    asked: Option<&[RevisionId]>,
) -> Result<Gathered<'a>, Problem> {
    gather(store, scope, &state.catalogue, whose, asked).map_err(|why| match why {
        Unmergeable::Storage(error) => error.into(),
        why => Problem::new("wrong-contribution", capitalised(&why.to_string())),
    })
}

fn merged(gathered: &Gathered<'_>, choices: &Choices) -> Result<Merged, Problem> {
    let merged = merge(gathered.questionnaire, &gathered.parties, choices);
    merged.ok_or_else(|| Problem::internal("a merge without anybody"))
}

fn shown(gathered: &Gathered<'_>, merged: Merged) -> MergeView {
    let Merged { response, replaced, conflicts, misplaced: _ } = merged;
    let declared = response.declarations.values().map(|table| table.items.len()).sum::<usize>();
    let recorded = response.records.values().map(Vec::len).sum::<usize>();
    MergeView {
        contributions: gathered.contributions.iter().map(|one| one.revision.id.clone()).collect(),
        answers: response.cells.len() + declared + recorded,
        replaced,
        conflicting: conflicts.len(),
        conflicts: conflicts.into_iter().take(MOST_CONFLICTS).map(Into::into).collect(),
    }
}

fn prepared(gathered: Gathered<'_>, choices: &Choices) -> Result<Prepared, Problem> {
    let merged = merged(&gathered, choices)?;
    if !merged.misplaced.is_empty() {
        let detail = format!(
            "Choices are for places where the party that is named answers. These are not: {}. Take places and parties from \
             the conflicts that `GET` of this address lists.",
            named(merged.misplaced.iter().map(String::as_str))
        );
        return Err(Problem::new("wrong-choice", detail));
    }
    if !merged.conflicts.is_empty() {
        let places: Vec<String> =
            merged.conflicts.iter().map(|conflict| conflict.place.to_string()).collect();
        let detail = format!(
            "{} places are answered differently: {}. `GET` of this address lists them; say in `choices` which answer is \
             taken at each.",
            places.len(),
            named(places.iter().map(String::as_str))
        );
        return Err(Problem::new("merge-conflict", detail));
    }
    let Gathered { questionnaire, header, contributions, explanations, .. } = gathered;
    let name = format!("merged-{}-{}.json", header.country, header.year);
    let cycle = header.cycle;
    let submission = Submission { explanations, ..Submission::of(header, merged.response) };
    let bytes = document::document(questionnaire, &submission).to_string();
    Ok(Prepared {
        cycle,
        document: Body {
            bytes: Bytes::from(bytes),
            file_name: Some(name),
            media_type: Some("application/json".to_owned()),
        },
        contributions: contributions.into_iter().map(|one| one.revision.id).collect(),
        merged: submission.response,
    })
}

/// The first places, and how many more there are.
fn named<'a>(places: impl ExactSizeIterator<Item = &'a str>) -> String {
    let further = places.len().saturating_sub(MOST_NAMED);
    let first: Vec<&str> = places.take(MOST_NAMED).collect();
    let first = first.join(", ");
    if further == 0 { first } else { format!("{first} and {further} more") }
}
