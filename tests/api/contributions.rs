//! Institutions contribute their tables; the focal point merges them, chooses where they differ, and submits.

mod replacing;
mod scene;

use support::on_both_databases;

on_both_databases!(
    what_an_institution_sends_waits_and_changes_nothing,
    a_contribution_is_told_what_is_wrong_with_its_own_tables_only,
    two_institutions_make_one_return_whose_figures_name_their_files,
    where_answers_differ_nothing_is_merged_until_somebody_chooses,
    what_an_institution_corrects_replaces_what_it_said_before,
    a_merge_rests_on_the_return_as_it_was_seen,
    no_institution_sees_what_another_contributed,
    only_contributions_to_the_return_are_merged,
    what_a_contributor_explained_stands_in_the_merged_return,
    a_contribution_is_not_submitted_and_corrects_no_earlier_year,
);

mod run {
    use serde_json::{Value, json};
    use support::Backend;
    use support::samples::{document, full};

    use super::scene::{OF_POLICE, People, RETURN, SEND, only, without};

    pub(super) fn what_an_institution_sends_waits_and_changes_nothing(backend: Backend) {
        let people = People::of(backend);
        let draft = people.send(&people.focal_point, &without(&OF_POLICE));
        assert_eq!(draft.json()["revisions"][0]["current"], true);
        let before = people.get("", &people.focal_point);
        let sent = people.send(&people.police, &only(&OF_POLICE)).json();
        assert_eq!(sent["revisions"][0]["current"], false);
        assert_eq!(sent["notices"][0]["code"], "contribution-kept");
        assert!(sent["notices"][0]["text"].as_str().unwrap().contains("revision 2"), "{}", sent["notices"]);
        let after = people.get("", &people.focal_point);
        assert_eq!(after.header("etag"), before.header("etag"));
        assert_eq!(after.json()["current_revision"], 1);
        assert_eq!(after.json()["revisions"][1]["kind"], "contribution");
        assert_eq!(people.cell("SZ.TYPE", "PISTOL")["value"], Value::Null);
        let listed = people.get("/contributions", &people.focal_point).list("items");
        assert_eq!(listed.len(), 1);
        let one = &listed[0];
        assert_eq!((&one["institution"], &one["number"]), (&json!("Police"), &json!(2)));
        assert_eq!(one["tables"], json!(["SZ.CTX", "SZ.TYPE"]));
        assert_eq!((&one["merged_into"], &one["superseded"]), (&Value::Null, &json!(false)));
        let again = people.service.post_json(SEND, Some(&people.police), &only(&OF_POLICE));
        assert_eq!((again.status, &again.json()["already"]), (200, &json!(true)));
        assert_eq!(people.get("", &people.focal_point).json()["current_revision"], 1);
        let by_another = people.send(&people.customs, &only(&OF_POLICE)).json();
        assert_eq!(
            by_another["revisions"][0]["number"], 3,
            "the same from another institution is its own word"
        );
    }

    pub(super) fn a_contribution_is_told_what_is_wrong_with_its_own_tables_only(backend: Backend) {
        let people = People::of(backend);
        let mut wrong = only(&["SZ.TYPE"]);
        wrong["tables"]["SZ.TYPE"]["rows"]["PISTOL"]["COUNT"] = json!(1);
        let answer = people.send(&people.police, &wrong);
        let findings = answer.list("findings");
        assert!(findings.iter().any(|finding| finding["code"] == "ARI-01"), "{}", answer.text());
        for finding in &findings {
            for place in finding["places"].as_array().unwrap() {
                let place = place["place"].as_str().unwrap();
                assert!(place.starts_with("2025:SZ.TYPE"), "{} at {place}", finding["code"]);
            }
        }
        let counts = answer.json()["counts"]["error"].as_u64().unwrap();
        let errors = findings.iter().filter(|finding| finding["severity"] == "error").count();
        assert_eq!(usize::try_from(counts).unwrap(), errors);
    }

    pub(super) fn two_institutions_make_one_return_whose_figures_name_their_files(backend: Backend) {
        let people = People::of(backend);
        people.send(&people.focal_point, &without(&["SZ.TYPE", "SZ.CTX", "SIG"]));
        people.send(&people.police, &only(&OF_POLICE));
        people.send(&people.customs, &only(&["SIG"]));
        let preview = people.preview();
        assert_eq!((&preview["conflicting"], &preview["conflicts"]), (&json!(0), &json!([])));
        assert_eq!(preview["contributions"].as_array().unwrap().len(), 2);
        let merged = people.merge(&[]);
        assert_eq!(merged.status, 201, "{}", merged.text());
        let notes = merged.list("findings").iter().all(|finding| finding["severity"] == "note");
        assert!(notes, "together they are the clean return: {}", merged.text());
        assert_eq!(merged.json()["revisions"][0]["current"], true);
        let own = people.get("/document", &people.focal_point).json();
        assert_eq!(own["tables"], document(&full("XDB", 2025))["tables"]);
        let listed = people.get("/contributions", &people.focal_point).list("items");
        let of = |institution: &str| {
            let one = listed.iter().find(|one| one["institution"] == institution).unwrap();
            (one["original_sha256"].clone(), one["merged_into"].clone())
        };
        let pistols = people.cell("SZ.TYPE", "PISTOL");
        assert_eq!(pistols["original_sha256"], of("Police").0);
        assert_eq!(pistols["origin"], "/tables/SZ.TYPE/rows/PISTOL/COUNT");
        assert_eq!((of("Police").1, of("Customs").1), (json!(4), json!(4)));
        assert_ne!(people.cell("SZ.PLACE", "LAND")["original_sha256"], of("Police").0);
        let submitted = people.service.change(
            &format!("{RETURN}/submit"),
            Some(&people.focal_point),
            &json!({ "declaration": true }),
        );
        assert_eq!(submitted.status, 200, "{}", submitted.text());
        let nothing = people.get("/merge", &people.focal_point);
        assert_eq!((nothing.status, nothing.code().as_str()), (422, "wrong-contribution"));
    }

    pub(super) fn where_answers_differ_nothing_is_merged_until_somebody_chooses(backend: Backend) {
        let people = People::of(backend);
        people.send(&people.focal_point, &without(&OF_POLICE));
        people.send(&people.police, &only(&["SZ.TYPE"]));
        let mut other = only(&["SZ.TYPE"]);
        let pistols = other["tables"]["SZ.TYPE"]["rows"]["PISTOL"]["COUNT"].as_u64().unwrap();
        other["tables"]["SZ.TYPE"]["rows"]["PISTOL"]["COUNT"] = json!(pistols - 1);
        other["tables"]["SZ.TYPE"]["rows"]["PISTOL"]["note"] = json!("Without those of the port.");
        people.send(&people.customs, &other);
        let preview = people.preview();
        assert_eq!(preview["conflicting"], 1);
        let conflict = &preview["conflicts"][0];
        assert_eq!(conflict["place"], "2025:SZ.TYPE/PISTOL");
        let answers: Vec<_> =
            conflict["answers"].as_array().unwrap().iter().map(|one| &one["answer"]).collect();
        assert_eq!(answers, [&json!(pistols), &json!(pistols - 1)]);
        let refused = people.merge(&[]);
        assert_eq!((refused.status, refused.code().as_str()), (409, "merge-conflict"));
        assert!(refused.text().contains("2025:SZ.TYPE/PISTOL"), "{}", refused.text());
        assert_eq!(people.get("", &people.focal_point).json()["current_revision"], 1);
        for wrong in [("2025:SZ.TYPE/TANK", "draft"), ("2025:SZ.TYPE/PISTOL", "draft")] {
            let refused = people.merge(&[wrong]);
            assert_eq!((refused.status, refused.code().as_str()), (422, "wrong-choice"), "{wrong:?}");
        }
        let customs = conflict["answers"][1]["from"].as_str().unwrap();
        let merged = people.merge(&[("2025:SZ.TYPE/PISTOL", customs)]);
        assert_eq!(merged.status, 201, "{}", merged.text());
        let cell = people.cell("SZ.TYPE", "PISTOL");
        assert_eq!(
            (&cell["value"], &cell["note"]),
            (&json!(pistols - 1), &json!("Without those of the port."))
        );
        assert_eq!(cell["original_sha256"], conflict["answers"][1]["original_sha256"]);
    }

    pub(super) fn what_an_institution_corrects_replaces_what_it_said_before(backend: Backend) {
        let people = People::of(backend);
        people.send(&people.focal_point, &without(&OF_POLICE));
        let mut first = only(&["SZ.TYPE"]);
        first["tables"]["SZ.TYPE"]["rows"]["PISTOL"]["COUNT"] = json!(1);
        people.send(&people.police, &first);
        assert_eq!(people.merge(&[]).status, 201);
        assert_eq!(people.cell("SZ.TYPE", "PISTOL")["value"], 1);
        people.send(&people.police, &only(&["SZ.TYPE"]));
        let listed = people.get("/contributions", &people.focal_point).list("items");
        let superseded: Vec<_> = listed.iter().map(|one| &one["superseded"]).collect();
        assert_eq!(superseded, [&json!(true), &json!(false)]);
        assert_eq!(people.preview()["conflicting"], 0, "nobody is asked twice about one's own word");
        assert_eq!(people.merge(&[]).status, 201);
        assert_ne!(people.cell("SZ.TYPE", "PISTOL")["value"], 1);
    }

    pub(super) fn a_merge_rests_on_the_return_as_it_was_seen(backend: Backend) {
        let people = People::of(backend);
        people.send(&people.police, &only(&["SZ.TYPE"]));
        let seen = people.get("/merge", &people.focal_point);
        let tag = seen.header("etag").to_owned();
        assert_eq!(tag, "\"0\"", "nothing was there but the contribution");
        people.send(&people.focal_point, &without(&OF_POLICE));
        let body = json!({ "contributions": seen.json()["contributions"] });
        let merge = |tag: Option<&str>| {
            let mut headers = vec![("Content-Type", "application/json")];
            headers.extend(tag.map(|tag| ("If-Match", tag)));
            let body = body.to_string().into_bytes();
            people.service.request(
                "POST",
                &format!("{RETURN}/merge"),
                Some(&people.focal_point),
                &headers,
                body,
            )
        };
        let late = merge(Some(&tag));
        assert_eq!((late.status, late.code().as_str()), (412, "precondition-failed"));
        let blind = merge(None);
        assert_eq!((blind.status, blind.code().as_str()), (428, "precondition-required"));
        assert_eq!(merge(Some("\"1\"")).status, 201);
    }

    pub(super) fn no_institution_sees_what_another_contributed(backend: Backend) {
        let people = People::of(backend);
        people.send(&people.focal_point, &without(&OF_POLICE));
        let sent = people.send(&people.police, &only(&OF_POLICE)).json();
        let upload = format!("/api/v1/uploads/{}/original", sent["upload"].as_str().unwrap());
        let hidden = [
            format!("{RETURN}/revisions/2"),
            format!("{RETURN}/observations?revision=2"),
            format!("{RETURN}/findings?revision=2"),
            format!("{RETURN}/document?revision=2"),
            format!("{RETURN}/original?revision=2"),
            upload,
        ];
        for path in &hidden {
            assert_eq!(people.service.get(path, Some(&people.customs)).status, 404, "{path}");
            for who in [&people.police, &people.focal_point] {
                assert_eq!(people.service.get(path, Some(who)).status, 200, "{path}");
            }
        }
        assert_eq!(people.get("/contributions", &people.customs).list("items"), Vec::<Value>::new());
        let listed = people.service.get("/api/v1/returns", Some(&people.customs)).list("items");
        assert_eq!(listed[0]["revisions"].as_array().unwrap().len(), 1);
        assert_eq!(people.get("", &people.customs).json()["revisions"].as_array().unwrap().len(), 1);
        let nameless = people.service.token("contributor", Some("XDB"));
        assert_eq!(people.service.get(&hidden[1], Some(&nameless)).status, 404);
        let refused = people.get("/merge", &people.police);
        assert_eq!((refused.status, refused.code().as_str()), (403, "not-allowed"));
    }

    pub(super) fn only_contributions_to_the_return_are_merged(backend: Backend) {
        let people = People::of(backend);
        let draft = people.send(&people.focal_point, &without(&OF_POLICE)).json();
        people.send(&people.police, &only(&["SZ.TYPE"]));
        people.send(&people.police, &only(&OF_POLICE));
        let listed = people.get("/contributions", &people.focal_point).list("items");
        let ids: Vec<_> = listed.iter().map(|one| one["revision"].clone()).collect();
        let merge = |ids: &[&Value]| {
            let body = json!({ "contributions": ids });
            people.service.change(&format!("{RETURN}/merge"), Some(&people.focal_point), &body)
        };
        let of_the_draft = merge(&[&draft["revisions"][0]["revision"]]);
        assert_eq!((of_the_draft.status, of_the_draft.code().as_str()), (422, "wrong-contribution"));
        let unknown = merge(&[&ids[0], &json!("nothing")]);
        assert_eq!((unknown.status, unknown.code().as_str()), (422, "wrong-contribution"));
        assert!(unknown.text().contains("Number 2 of"), "{}", unknown.text());
        let none = merge(&[]);
        assert_eq!((none.status, none.code().as_str()), (400, "invalid-request"));
        assert_eq!(merge(&[&ids[1], &ids[0]]).status, 201, "two of one institution: the later one counts");
        let older = merge(&[&ids[0]]);
        assert_eq!((older.status, older.code().as_str()), (422, "wrong-contribution"), "{}", older.text());
    }

    pub(super) fn what_a_contributor_explained_stands_in_the_merged_return(backend: Backend) {
        let people = People::of(backend);
        people.send(&people.focal_point, &without(&["SU.TYPE"]));
        let mut strange = only(&["SU.TYPE"]);
        let total = &mut strange["tables"]["SU.TYPE"]["rows"]["TOTAL"]["COUNT"];
        *total = json!(total.as_u64().unwrap() + 1);
        let told = people.send(&people.police, &strange);
        let warning = told.list("findings").into_iter().find(|finding| finding["severity"] == "warning");
        let Some(warning) = warning else { panic!("{}", told.text()) };
        let place = &warning["places"][0]["place"];
        strange["explanations"] = json!([{ "code": warning["code"], "place": place, "text": "The registers of the north were lost." }]);
        let again = people.service.post_json(SEND, Some(&people.police), &strange);
        assert_eq!(again.status, 200, "{}", again.text());
        let merged = people.merge(&[]);
        assert_eq!(merged.status, 201, "{}", merged.text());
        let found = people.get("/findings", &people.focal_point).list("items");
        let same =
            found.iter().find(|one| one["code"] == warning["code"] && one["places"][0]["place"] == *place);
        assert_eq!(same.unwrap()["explanation"]["text"], "The registers of the north were lost.");
    }

    pub(super) fn a_contribution_is_not_submitted_and_corrects_no_earlier_year(backend: Backend) {
        let people = People::of(backend);
        people.send(&people.focal_point, &document(&full("XDB", 2025)));
        people.send(&people.police, &only(&OF_POLICE));
        let body = json!({ "declaration": true, "revision": 2 });
        let refused = people.service.change(&format!("{RETURN}/submit"), Some(&people.focal_point), &body);
        assert_eq!((refused.status, refused.code().as_str()), (400, "invalid-request"), "{}", refused.text());
        assert!(refused.text().contains("merge it first"), "{}", refused.text());
        let mut correcting = only(&OF_POLICE);
        correcting["corrections"] = json!([{ "year": 2024, "tables": {} }]);
        correcting["corrections"][0]["tables"] =
            json!({ "TR.SZ": { "rows": { "UI.PE": { "COUNT": 5, "reason": "TRACE_COMPLETED" } } } });
        let refused = people.service.post_json(SEND, Some(&people.police), &correcting);
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (422, "wrong-correction"),
            "{}",
            refused.text()
        );
    }
}
