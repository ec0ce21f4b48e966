//! The collection of a year: opened, watched, extended, reminded of.

use support::on_both_databases;

on_both_databases!(
    a_cycle_is_opened_once_and_changed_under_the_version_that_was_seen,
    the_board_says_who_has_reported_and_who_is_overdue,
    a_state_sends_files_while_its_cycle_is_open_and_the_secretariat_at_any_time,
    states_are_reminded_in_their_language_and_not_twice_in_a_day,
    reminders_come_by_themselves_and_stop_by_themselves,
);

mod run {
    use chrono::{Days, NaiveDate, Utc};
    use serde_json::{Value, json};
    use support::samples::{document, full};
    use support::stages::People;
    use support::{Answer, Backend, TestService};

    const CYCLES: &str = "/api/v1/cycles";

    /// A day so many days from today.
    fn day(from_today: i64) -> NaiveDate {
        let today = Utc::now().date_naive();
        let days = Days::new(from_today.unsigned_abs());
        if from_today < 0 { today - days } else { today + days }
    }

    /// The cycle 2026, open from 100 days ago, due and closed as many days from now.
    fn cycle(due: i64, closes: i64) -> Value {
        json!({ "year": 2026, "opens_on": day(-100), "due_on": day(due), "closes_on": day(closes) })
    }

    fn opened(service: &TestService, admin: &str, due: i64, closes: i64) {
        let answer = service.post_json(CYCLES, Some(admin), &cycle(due, closes));
        assert_eq!(answer.status, 201, "{}", answer.text());
    }

    fn change(service: &TestService, admin: &str, tag: &str, what: &Value) -> Answer {
        let headers = [("Content-Type", "application/json"), ("If-Match", tag)];
        let body = what.to_string().into_bytes();
        service.request("PATCH", &format!("{CYCLES}/2026"), Some(admin), &headers, body)
    }

    fn send(service: &TestService, country: &str, token: &str) -> Answer {
        service.post_json(
            &format!("/api/v1/submissions/{country}/2026"),
            Some(token),
            &document(&full(country, 2025)),
        )
    }

    fn submit(service: &TestService, country: &str, token: &str) {
        let path = format!("/api/v1/returns/{country}/2025/submit");
        let submitted = service.change(&path, Some(token), &json!({ "declaration": true }));
        assert_eq!(submitted.status, 200, "{}", submitted.text());
    }

    /// The line of a State on the board.
    fn line(service: &TestService, token: &str, country: &str) -> Value {
        let board = service.get(&format!("{CYCLES}/2026/board"), Some(token)).list("items");
        board.into_iter().find(|line| line["country"] == country).unwrap_or_default()
    }

    pub(super) fn a_cycle_is_opened_once_and_changed_under_the_version_that_was_seen(backend: Backend) {
        let service = TestService::start(backend);
        let (admin, people) = (service.token("administrator", None), People::of(&service, "XDA"));
        let refused = service.post_json(CYCLES, Some(&people.reviewer), &cycle(30, 60));
        assert_eq!((refused.status, refused.code().as_str()), (403, "not-allowed"));
        let made = service.post_json(CYCLES, Some(&admin), &cycle(30, 60));
        assert_eq!((made.status, made.header("etag")), (201, "\"1\""), "{}", made.text());
        assert_eq!(made.json()["edition"], "2018", "the edition that collects the year");
        assert_eq!(service.post_json(CYCLES, Some(&admin), &cycle(30, 60)).status, 409);
        for wrong in [
            cycle(60, 30),
            json!({ "year": 2027, "edition": "1066", "opens_on": day(0), "due_on": day(1), "closes_on": day(2) }),
        ] {
            let refused = service.post_json(CYCLES, Some(&admin), &wrong);
            assert_eq!((refused.status, refused.code().as_str()), (400, "invalid-request"), "{wrong}");
        }
        let unseen = service.request(
            "PATCH",
            &format!("{CYCLES}/2026"),
            Some(&admin),
            &[("Content-Type", "application/json")],
            b"{}".to_vec(),
        );
        assert_eq!(unseen.status, 428, "{}", unseen.text());
        let later = json!({ "due_on": day(40) });
        assert_eq!(change(&service, &admin, "\"1\"", &later).header("etag"), "\"2\"");
        assert_eq!(change(&service, &admin, "\"1\"", &later).status, 412, "somebody was faster");
        let listed = service.get(CYCLES, Some(&people.contributor)).list("items");
        assert_eq!(listed[0]["due_on"], json!(day(40)));
        assert_eq!((&listed[0]["state"], &listed[0]["reference_year"]), (&json!("open"), &json!(2025)));
    }

    pub(super) fn the_board_says_who_has_reported_and_who_is_overdue(backend: Backend) {
        let service = TestService::start(backend);
        let (admin, people) = (service.token("administrator", None), People::of(&service, "XDA"));
        let _others = People::of(&service, "XDB");
        assert_eq!(service.get(&format!("{CYCLES}/2026/board"), Some(&admin)).status, 404, "not opened yet");
        opened(&service, &admin, -3, 60);
        let board = service.get(&format!("{CYCLES}/2026/board"), Some(&people.reviewer));
        let members = board.list("items").len();
        assert!(members > 193, "every Member State, and those two: {members}");
        assert_eq!(board.json()["counts"]["overdue"], members, "nobody has sent anything");
        let before = line(&service, &people.reviewer, "XDA");
        assert_eq!((&before["state"], &before["overdue"]), (&json!("none"), &json!(true)));
        assert_eq!(before["focal_points"], 1);
        assert_eq!(send(&service, "XDA", &people.focal_point).status, 201);
        assert_eq!(line(&service, &people.reviewer, "XDA")["state"], "draft");
        submit(&service, "XDA", &people.focal_point);
        let question = json!({ "place": "2025:SZ.TYPE/PISTOL", "text": "Is this the whole country?" });
        let asked =
            service.post_json("/api/v1/returns/XDA/2025/questions", Some(&people.reviewer), &question);
        assert_eq!(asked.status, 201, "{}", asked.text());
        let after = line(&service, &people.reviewer, "XDA");
        assert_eq!((&after["state"], &after["overdue"]), (&json!("submitted"), &json!(false)));
        assert_eq!(after["open_questions"], 1);
        assert_eq!(line(&service, &people.reviewer, "XDB")["overdue"], true);
        let refused = service.get(&format!("{CYCLES}/2026/board"), Some(&people.focal_point));
        assert_eq!((refused.status, refused.code().as_str()), (403, "not-allowed"));
    }

    pub(super) fn a_state_sends_files_while_its_cycle_is_open_and_the_secretariat_at_any_time(
        backend: Backend,
    ) {
        let service = TestService::start(backend);
        let (admin, people) = (service.token("administrator", None), People::of(&service, "XDA"));
        let other = People::of(&service, "XDB");
        opened(&service, &admin, -30, -2);
        let refused = send(&service, "XDA", &people.focal_point);
        assert_eq!((refused.status, refused.code().as_str()), (409, "cycle-not-open"));
        assert!(refused.text().contains("Ask the secretariat for an extension"), "{}", refused.text());
        let extension =
            |due_on: NaiveDate| json!({ "country": "XDA", "due_on": due_on, "reason": "An election." });
        let path = format!("{CYCLES}/2026/extensions");
        assert_eq!(service.post_json(&path, Some(&people.focal_point), &extension(day(9))).status, 403);
        let earlier = service.post_json(&path, Some(&people.reviewer), &extension(day(-40)));
        assert_eq!((earlier.status, earlier.code().as_str()), (400, "invalid-request"));
        let granted = service.post_json(&path, Some(&people.reviewer), &extension(day(9)));
        assert_eq!(granted.status, 201, "{}", granted.text());
        let own = service.get(CYCLES, Some(&people.focal_point)).list("items");
        assert_eq!((&own[0]["due_on"], &own[0]["extended"]), (&json!(day(9)), &json!(true)));
        let others = service.get(CYCLES, Some(&other.focal_point)).list("items");
        assert_eq!((&others[0]["state"], &others[0]["extended"]), (&json!("closed"), &json!(false)));
        assert_eq!(send(&service, "XDA", &people.focal_point).status, 201, "there is time again");
        assert_eq!(send(&service, "XDB", &other.focal_point).status, 409, "for nobody else");
        assert_eq!(
            send(&service, "XDB", &other.reviewer).status,
            201,
            "the secretariat enters what came late"
        );
        let soon = json!({ "opens_on": day(3), "due_on": day(20), "closes_on": day(30) });
        assert_eq!(change(&service, &admin, "\"1\"", &soon).status, 200);
        let early = send(&service, "XDB", &other.focal_point);
        assert_eq!(early.code(), "cycle-not-open");
        assert!(early.text().contains(&format!("opens on {}", day(3))), "{}", early.text());
    }

    fn reminded(service: &TestService, token: &str, countries: &Value) -> Value {
        let path = format!("{CYCLES}/2026/reminders");
        let answer = service.post_json(&path, Some(token), &json!({ "countries": countries }));
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    pub(super) fn states_are_reminded_in_their_language_and_not_twice_in_a_day(backend: Backend) {
        let service = TestService::with_mail(backend);
        let (admin, people) = (service.token("administrator", None), People::of(&service, "XDA"));
        let other = People::of(&service, "XDB");
        // Due so late that nobody is reminded yet by itself.
        opened(&service, &admin, 50, 60);
        let invite = json!({ "name": "F. Français", "mail": "focal@example.org", "role": "focal_point",
                             "country": "XDA", "language": "fr" });
        assert_eq!(service.post_json("/api/v1/users", Some(&admin), &invite).status, 201);
        let invited = service.mails(1).len();
        let told = reminded(&service, &people.reviewer, &json!(["XDA", "XDB"]));
        assert_eq!(told, json!({ "mails": 1, "countries": { "XDA": "queued", "XDB": "nobody" } }));
        let mails = service.mails(invited + 1);
        let mail = mails.last().unwrap().replace("=\r\n", "");
        assert!(mail.contains("To: focal@example.org") && mail.contains(&day(50).to_string()), "{mail}");
        assert!(mail.contains("attendue au plus tard"), "in the language of the focal point: {mail}");
        let again = reminded(&service, &people.reviewer, &json!(null));
        assert_eq!(again, json!({ "mails": 0, "countries": { "XDA": "recently", "XDB": "nobody" } }));
        assert!(line(&service, &people.reviewer, "XDA")["reminded_at"].is_string());
        assert_eq!(send(&service, "XDB", &other.focal_point).status, 201);
        submit(&service, "XDB", &other.focal_point);
        let reported = reminded(&service, &people.reviewer, &json!(["xdb"]));
        assert_eq!(reported["countries"]["XDB"], "reported");
        let path = format!("{CYCLES}/2026/reminders");
        let unknown = service.post_json(&path, Some(&admin), &json!({ "countries": ["ZZZ"] }));
        assert_eq!((unknown.status, unknown.code().as_str()), (400, "invalid-request"));
        assert_eq!(service.mails(invited + 1).len(), invited + 1, "nothing else was sent");
    }

    pub(super) fn reminders_come_by_themselves_and_stop_by_themselves(backend: Backend) {
        let service = TestService::with_mail(backend);
        let (admin, people) = (service.token("administrator", None), People::of(&service, "XDA"));
        for (mail, country) in [("one@example.org", "XDA"), ("other@example.org", "XDB")] {
            let _link = service.invitation(mail, "focal-point", Some(country));
        }
        assert_eq!(send(&service, "XDA", &people.focal_point).status, 201);
        submit(&service, "XDA", &people.focal_point);
        opened(&service, &admin, 5, 60);
        let mails = service.mails(1);
        assert!(mails[0].contains("To: other@example.org"), "who has reported is not reminded: {}", mails[0]);
        assert!(mails[0].contains("is due on"), "{}", mails[0]);
        // Looking again changes nothing: on one occasion a State is reminded once.
        assert_eq!(change(&service, &admin, "\"1\"", &json!({ "closes_on": day(61) })).status, 200);
        std::thread::sleep(std::time::Duration::from_millis(500));
        assert_eq!(service.mails(1).len(), 1);
        let no_mail = TestService::start(backend);
        let admin = no_mail.token("administrator", None);
        opened(&no_mail, &admin, 50, 60);
        let path = format!("{CYCLES}/2026/reminders");
        let refused = no_mail.post_json(&path, Some(&admin), &json!({}));
        assert_eq!((refused.status, refused.code().as_str()), (503, "mail-not-set-up"));
    }
}
