//! What an institution sends again takes the place of what it sent before; what nobody could read takes no place.

use support::on_both_databases;

on_both_databases!(
    what_is_sent_table_by_table_is_merged_table_by_table,
    what_was_not_merged_waits_also_behind_what_was,
    a_case_that_is_sent_again_otherwise_is_counted_once,
    what_could_not_be_read_is_told_and_stops_the_merge,
    a_table_that_is_sent_again_mends_the_contribution_before,
    who_states_no_institution_stands_for_nobody_else,
);

mod run {
    use serde_json::{Value, json};
    use support::Backend;
    use support::samples::{document, full};

    use super::super::scene::{OF_POLICE, People, RETURN, SEND, only, without};

    pub(super) fn what_is_sent_table_by_table_is_merged_table_by_table(backend: Backend) {
        let people = People::of(backend);
        people.send(&people.focal_point, &without(&OF_POLICE));
        people.send(&people.police, &only(&["SZ.TYPE"]));
        people.send(&people.police, &only(&["SZ.CTX"]));
        let listed = people.get("/contributions", &people.focal_point).list("items");
        assert!(listed.iter().all(|one| one["superseded"] == false), "{listed:?}");
        assert_eq!(people.preview()["contributions"].as_array().unwrap().len(), 2);
        let merged = people.merge(&[]);
        assert_eq!(merged.status, 201, "{}", merged.text());
        let own = people.get("/document", &people.focal_point).json();
        assert_eq!(own["tables"], document(&full("XDB", 2025))["tables"]);
        let empty = people.service.post_json(SEND, Some(&people.police), &only(&[]));
        assert_eq!((empty.status, empty.code().as_str()), (422, "wrong-contribution"), "{}", empty.text());
    }

    pub(super) fn what_was_not_merged_waits_also_behind_what_was(backend: Backend) {
        let people = People::of(backend);
        people.send(&people.focal_point, &without(&OF_POLICE));
        let mut both = only(&OF_POLICE);
        both["tables"]["SZ.CTX"]["rows"]["TERR"]["note"] = json!("Not checked yet.");
        people.send(&people.police, &both);
        let last = people.send(&people.police, &only(&["SZ.CTX"])).json();
        let body = json!({ "contributions": [last["revisions"][0]["revision"]] });
        let path = format!("{RETURN}/merge");
        let merged = people.service.change(&path, Some(&people.focal_point), &body);
        assert_eq!(merged.status, 201, "{}", merged.text());
        assert_eq!(people.preview()["conflicting"], 0, "of the other table nobody sent another word");
        let merged = people.merge(&[]);
        assert_eq!(merged.status, 201, "{}", merged.text());
        let own = people.get("/document", &people.focal_point).json();
        assert_eq!(own["tables"], document(&full("XDB", 2025))["tables"]);
    }

    pub(super) fn a_case_that_is_sent_again_otherwise_is_counted_once(backend: Backend) {
        let people = People::of(backend);
        people.send(&people.focal_point, &without(&["SIG"]));
        let mut unnamed = only(&["SIG"]);
        let cases = unnamed["tables"]["SIG"]["records"].as_array_mut().unwrap();
        let number = cases.len();
        cases[0].as_object_mut().unwrap().remove("CASE");
        people.send(&people.police, &unnamed);
        assert_eq!(people.merge(&[]).status, 201);
        let cases = || people.get("/seizures", &people.focal_point).list("items").len();
        assert_eq!(cases(), number);
        people.send(&people.police, &only(&["SIG"]));
        let preview = people.preview();
        assert!(preview["replaced"].as_u64().unwrap() >= number as u64, "{}", preview["replaced"]);
        assert_eq!(people.merge(&[]).status, 201);
        assert_eq!(cases(), number, "the one without a reference is gone");
        let mut fewer = only(&["SIG"]);
        fewer["tables"]["SIG"]["records"].as_array_mut().unwrap().pop();
        people.send(&people.police, &fewer);
        assert_eq!(people.merge(&[]).status, 201);
        assert_eq!(cases(), number - 1, "what is taken back is taken back");
    }

    pub(super) fn what_could_not_be_read_is_told_and_stops_the_merge(backend: Backend) {
        let people = People::of(backend);
        people.send(&people.focal_point, &without(&OF_POLICE));
        let mut unread = only(&["SZ.TYPE"]);
        unread["tables"]["SZ.TYPE"]["rows"]["TANK"] = json!({ "COUNT": 3 });
        let told = people.send(&people.police, &unread);
        let errors = told.list("findings").into_iter().filter(|finding| finding["severity"] == "error");
        assert!(errors.count() > 0, "{}", told.text());
        let refused = people.get("/merge", &people.focal_point);
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (422, "wrong-contribution"),
            "{}",
            refused.text()
        );
        assert!(
            refused.text().contains("The contribution 2 holds content that was not read"),
            "{}",
            refused.text()
        );
        people.send(&people.police, &only(&["SZ.TYPE"]));
        assert_eq!(people.merge(&[]).status, 201);
    }

    pub(super) fn a_table_that_is_sent_again_mends_the_contribution_before(backend: Backend) {
        let people = People::of(backend);
        people.send(&people.focal_point, &without(&OF_POLICE));
        let mut unread = only(&OF_POLICE);
        unread["tables"]["SZ.TYPE"]["rows"]["TANK"] = json!({ "COUNT": 3 });
        people.send(&people.police, &unread);
        assert_eq!(people.get("/merge", &people.focal_point).status, 422);
        people.send(&people.police, &only(&["SZ.TYPE"]));
        let merged = people.merge(&[]);
        assert_eq!(merged.status, 201, "{}", merged.text());
        let own = people.get("/document", &people.focal_point).json();
        assert_eq!(own["tables"], document(&full("XDB", 2025))["tables"]);
    }

    pub(super) fn who_states_no_institution_stands_for_nobody_else(backend: Backend) {
        let people = People::of(backend);
        let [one, other] = [(); 2].map(|()| people.service.token("contributor", Some("XDB")));
        let sent = people.send(&one, &only(&["SZ.TYPE"])).json();
        let upload = format!("/api/v1/uploads/{}/original", sent["upload"].as_str().unwrap());
        assert_eq!(people.service.get(&upload, Some(&one)).status, 200);
        assert_eq!(people.service.get(&upload, Some(&other)).status, 404);
        let again = people.service.post_json(SEND, Some(&one), &only(&["SZ.TYPE"])).json();
        let again = format!("/api/v1/uploads/{}/original", again["upload"].as_str().unwrap());
        assert_eq!(people.service.get(&again, Some(&other)).status, 404, "of which nothing new came");
        assert_eq!(people.get("/contributions", &other).list("items"), Vec::<Value>::new());
        let listed = people.get("/contributions", &people.focal_point).list("items");
        assert_eq!(listed[0]["institution"], Value::Null);
    }
}
