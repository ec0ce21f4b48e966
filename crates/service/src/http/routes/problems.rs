//! A page for each problem, so that `type` leads somewhere.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use crate::http::problem::{Problem, TABLE};
use crate::http::state::State;

/// What a problem code means and what to do.
#[utoipa::path(
    get,
    path = "/problems/{code}",
    params(("code" = String, Path, description = "The code of a problem")),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/plain"),
        (status = 404, description = "No such code", body = Problem, content_type = "application/problem+json"),
    ),
    tag = "service"
)]
pub(super) async fn show(code: Path<String>, state: Data<State>) -> Result<HttpResponse, Problem> {
    let own = TABLE.iter().find(|(known, ..)| *known == code.as_str());
    let page = if let Some((code, status, title)) = own {
        format!("{code} ({status})\n\n{title}.\n")
    } else {
        let mut editions = state.catalogue.editions.values();
        let texts = &editions.next_back().ok_or_else(Problem::not_found)?.texts;
        let part = |part: &str| texts.find(schema::Lang::En, &format!("problem.{code}.{part}"));
        let (what, todo) = (part("what"), part("todo"));
        let (Some(what), Some(todo)) = (what, todo) else { return Err(Problem::not_found()) };
        format!("{code}\n\n{what}\n{todo}\n")
    };
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(page))
}
