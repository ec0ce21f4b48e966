//! A page for each problem, so that `type` leads somewhere.

use std::fmt::Write as _;

use actix_web::http::header::ACCEPT;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use schema::Lang;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::problem::{self, PAGES, Problem, TABLE};
use crate::http::state::State;

/// What a problem means and what to do.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProblemPage {
    /// The stable code.
    code: String,
    /// The HTTP status it is told with.
    status: u16,
    /// The problem in a few words.
    title: String,
    /// Why it is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
    /// What to do.
    todo: String,
    /// A request that meets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    example: Option<&'static str>,
}

/// What a problem code means and what to do: in Markdown, or in JSON where `Accept` or the ending `.json` asks for it.
#[utoipa::path(
    get,
    path = "/problems/{code}",
    params(("code" = String, Path, description = "The code of a problem, e.g. `not-found`; `.json` or `.md` behind it chooses the form")),
    responses(
        (status = 200, description = "The page", content(
            (ProblemPage = "application/json"),
            (String = "text/markdown"),
        )),
        (status = 404, description = "No such code", body = Problem, content_type = "application/problem+json"),
    ),
    tag = "service"
)]
pub(super) async fn show(
    asked: Path<String>,
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let (code, as_json) = form(&asked, &request);
    let page = page(code, &state).ok_or_else(Problem::not_found)?;
    Ok(if as_json {
        HttpResponse::Ok().json(page)
    } else {
        HttpResponse::Ok().content_type("text/markdown; charset=utf-8").body(markdown(&page))
    })
}

/// The code that is asked for, and whether in JSON.
fn form<'a>(asked: &'a str, request: &HttpRequest) -> (&'a str, bool) {
    if let Some(code) = asked.strip_suffix(".json") {
        return (code, true);
    }
    if let Some(code) = asked.strip_suffix(".md") {
        return (code, false);
    }
    let accepted = request.headers().get(ACCEPT).and_then(|accept| accept.to_str().ok());
    (asked, accepted.is_some_and(|accepted| accepted.contains("application/json")))
}

fn page(code: &str, state: &State) -> Option<ProblemPage> {
    let of = |code: &str| TABLE.iter().find(|(known, ..)| *known == code);
    if let Some((code, status, title)) = of(code) {
        let page = PAGES.iter().find(|page| page.code == *code)?;
        return Some(ProblemPage {
            code: page.code.to_owned(),
            status: status.as_u16(),
            title: (*title).to_owned(),
            why: Some(page.why),
            todo: page.todo.to_owned(),
            example: Some(page.example),
        });
    }
    let texts = &state.catalogue.editions.values().next_back()?.texts;
    let part = |part: &str| texts.find(Lang::En, &format!("problem.{code}.{part}"));
    let (_, status, _) = of(problem::of_a_file(code))?;
    Some(ProblemPage {
        code: code.to_owned(),
        status: status.as_u16(),
        title: part("what")?.to_owned(),
        why: None,
        todo: part("todo")?.to_owned(),
        example: None,
    })
}

fn markdown(page: &ProblemPage) -> String {
    let mut text = format!("# {} ({})\n\n{}\n", page.code, page.status, page.title);
    let parts = [("Why", page.why), ("What to do", Some(page.todo.as_str())), ("Example", page.example)];
    for (head, part) in parts.into_iter().filter_map(|(head, part)| Some((head, part?))) {
        // Writing into a text does not fail.
        let _ = write!(text, "\n## {head}\n\n{part}\n");
    }
    text
}
