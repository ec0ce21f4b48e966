//! What describes the API: the pages of problems, and the reference.

use support::on_both_databases;

on_both_databases!(
    the_type_of_a_problem_leads_to_a_page_that_says_why_and_what_to_do,
    the_reference_names_every_operation_and_shows_without_scripts_and_strangers,
);

mod run {
    use support::{Answer, Backend, TestService};

    pub(super) fn the_type_of_a_problem_leads_to_a_page_that_says_why_and_what_to_do(backend: Backend) {
        let service = TestService::start(backend);
        let problem = service.get("/api/v1/returns", None).json();
        let kind = problem["type"].as_str().unwrap();
        let page = service.get(kind, None);
        assert_eq!((page.status, page.media_type.as_str()), (200, "text/markdown; charset=utf-8"));
        let text = page.text();
        assert!(text.starts_with("# not-signed-in (401)"), "{text}");
        for head in ["## Why", "## What to do", "## Example"] {
            assert!(text.contains(head), "{head}: {text}");
        }
        let accept = [("Accept", "application/json")];
        let path = "/problems/not-signed-in";
        let as_json = service.request("GET", path, None, &accept, Vec::new());
        assert_eq!(as_json.json()["status"], 401);
        assert_eq!(as_json.body, service.get("/problems/not-signed-in.json", None).body);
        assert_eq!(service.get("/problems/not-signed-in.md", None).text(), text);
        let of_a_file = service.get("/problems/not-a-workbook.json", None).json();
        assert_eq!(of_a_file["status"], 415, "{of_a_file}");
        assert!(of_a_file["todo"].as_str().is_some_and(|todo| !todo.is_empty()), "{of_a_file}");
        assert_eq!(service.get("/problems/nothing-like-this", None).status, 404);
    }

    fn policy(answer: &Answer) -> &str {
        answer.header("content-security-policy")
    }

    pub(super) fn the_reference_names_every_operation_and_shows_without_scripts_and_strangers(
        backend: Backend,
    ) {
        let service = TestService::start(backend);
        let api = service.get("/api/openapi.json", None).json();
        let page = service.get("/api/reference", None);
        assert_eq!((page.status, page.media_type.as_str()), (200, "text/html; charset=utf-8"));
        assert!(policy(&page).starts_with("default-src 'none'; style-src 'sha256-"), "{}", policy(&page));
        let text = page.text();
        for stranger in ["<script", "<link", "<img", "src=", "@import", "url("] {
            assert!(!text.contains(stranger), "{stranger}");
        }
        let mut operations = 0;
        for (path, methods) in api["paths"].as_object().unwrap() {
            for method in methods.as_object().unwrap().keys() {
                let head = format!("<b>{}</b> <code>{path}</code></h3>", method.to_uppercase());
                assert!(text.contains(&head), "{head}");
                operations += 1;
            }
        }
        assert!(operations > 40, "{operations}");
        let says_nothing = |line: &&str| {
            line.split_once("</code></td>").is_some_and(|(_, rest)| rest.starts_with("<td></td>"))
        };
        assert_eq!(text.lines().find(says_nothing), None, "each answer says when it is given");
        let links = text.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap());
        for link in links {
            assert!(text.contains(&format!("id=\"{link}\"")), "{link} leads nowhere");
        }
    }
}
