//! Files that arrive in parts, over lines that break.

use support::on_both_databases;

on_both_databases!(
    a_file_whose_line_breaks_anywhere_arrives_whole_and_is_answered_as_one_in_one_piece,
    the_protocol_is_spoken_as_it_is_written,
    parts_go_where_the_last_one_ended_and_nowhere_else,
    a_part_with_a_checksum_is_kept_whole_or_not_at_all,
    parts_arrive_at_one_service_and_the_file_is_finished_at_another,
    a_transfer_is_its_senders_alone_and_so_many_wait_at_a_time,
    a_file_that_is_sent_in_parts_is_one_upload_of_the_budget,
);

mod run {
    use std::io::Write as _;
    use std::net::TcpStream;
    use std::time::{Duration, Instant};

    use data_encoding::BASE64;
    use rand::rngs::StdRng;
    use rand::{Rng as _, SeedableRng as _};
    use serde_json::{Value, json};
    use sha1::{Digest as _, Sha1};
    use sha2::Sha256;
    use support::samples::{document, full};
    use support::{Answer, Backend, TestService};

    use crate::api::jobs::run::lasting;

    const CREATION: &str = "/api/v1/transfers/XDA/2026";
    const TUS: (&str, &str) = ("Tus-Resumable", "1.0.0");
    const PART: (&str, &str) = ("Content-Type", "application/offset+octet-stream");

    /// A return of more than two pieces: spaces behind it say nothing.
    fn file() -> Vec<u8> {
        let mut file = document(&full("XDA", 2025)).to_string().into_bytes();
        file.resize(600_000, b' ');
        file
    }

    fn create(service: &TestService, token: &str, size: usize) -> Answer {
        let (size, metadata) =
            (size.to_string(), "filename cmV0dXJuLmpzb24=,filetype YXBwbGljYXRpb24vanNvbg==");
        let headers = [TUS, ("Upload-Length", size.as_str()), ("Upload-Metadata", metadata)];
        service.request("POST", CREATION, Some(token), &headers, Vec::new())
    }

    /// Begins a transfer; gives its address.
    fn begun(service: &TestService, token: &str, size: usize) -> String {
        let answer = create(service, token, size);
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.header("location").to_owned()
    }

    fn part(service: &TestService, token: &str, path: &str, after: usize, bytes: &[u8]) -> Answer {
        let after = after.to_string();
        let headers = [TUS, PART, ("Upload-Offset", after.as_str())];
        service.request("PATCH", path, Some(token), &headers, bytes.to_vec())
    }

    /// How much is there.
    fn offset(service: &TestService, token: &str, path: &str) -> usize {
        let told = service.request("HEAD", path, Some(token), &[TUS], Vec::new());
        assert_eq!(told.status, 200);
        told.header("upload-offset").parse().unwrap()
    }

    fn finish(service: &TestService, token: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        service.request("POST", &format!("{path}/finish"), Some(token), headers, Vec::new())
    }

    /// Sends so much of a part, and is gone.
    fn break_off(service: &TestService, token: &str, path: &str, rest: &[u8], after: usize, sent: usize) {
        let mut line = TcpStream::connect(service.address()).unwrap();
        let head = format!(
            "PATCH {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nTus-Resumable: 1.0.0\r\n\
             Content-Type: application/offset+octet-stream\r\nUpload-Offset: {after}\r\nContent-Length: {}\r\n\r\n",
            rest.len()
        );
        line.write_all(head.as_bytes()).unwrap();
        line.write_all(&rest[..sent]).unwrap();
    }

    pub(super) fn a_file_whose_line_breaks_anywhere_arrives_whole_and_is_answered_as_one_in_one_piece(
        backend: Backend,
    ) {
        let (service, other) = (TestService::start(backend), TestService::start(backend));
        let token = service.token("focal-point", Some("XDA"));
        let file = file();
        let path = begun(&service, &token, file.len());
        let seed = std::env::var("PROPTEST_RNG_SEED").ok().and_then(|seed| seed.parse().ok());
        let mut moments = StdRng::seed_from_u64(seed.unwrap_or(164));
        let mut there = 0;
        for _ in 0..5 {
            let sent = moments.random_range(0..(file.len() - there) / 2);
            break_off(&service, &token, &path, &file[there..], there, sent);
            there += sent;
            let begun = Instant::now();
            while offset(&service, &token, &path) != there {
                assert!(begun.elapsed() < Duration::from_secs(20), "{there}: what arrived is not kept");
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        let early = finish(&service, &token, &path, &[]);
        assert_eq!((early.status, early.code().as_str()), (409, "transfer-unfinished"), "{}", early.text());
        let last = part(&service, &token, &path, there, &file[there..]);
        assert_eq!((last.status, last.header("upload-offset")), (204, "600000"), "{}", last.text());
        let finished = finish(&service, &token, &path, &[("Accept-Language", "en")]);
        assert_eq!(finished.status, 201, "{}", finished.text());
        let kept = format!("/api/v1/uploads/{}/original", finished.json()["upload"].as_str().unwrap());
        let original = service.get(&kept, Some(&token));
        assert!(original.body == file, "the same bytes");
        assert!(
            original.header("content-disposition").contains("return.json"),
            "under the name they were sent"
        );
        let waiting = other.token("focal-point", Some("XDA"));
        let in_one_piece =
            other.post("/api/v1/submissions/XDA/2026", Some(&waiting), "application/json", &file);
        assert_eq!(lasting(finished.json()), lasting(in_one_piece.json()));
        assert_eq!(finished.header("location"), in_one_piece.header("location"));
        assert_eq!(service.get(&path, Some(&token)).status, 404, "its parts are forgotten");
    }

    pub(super) fn the_protocol_is_spoken_as_it_is_written(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let spoken = service.request("OPTIONS", CREATION, None, &[], Vec::new());
        assert_eq!(spoken.status, 204);
        for (name, said) in [
            ("tus-version", "1.0.0"),
            ("tus-extension", "creation,expiration,termination,checksum"),
            ("tus-max-size", "10485760"),
            ("tus-checksum-algorithm", "sha1,sha256"),
        ] {
            assert_eq!(spoken.header(name), said, "{name}");
        }
        let created = create(&service, &token, 4);
        let path = created.header("location").to_owned();
        assert_eq!((created.status, created.header("upload-offset")), (201, "0"));
        assert!(created.header("upload-expires").ends_with(" GMT"), "{}", created.header("upload-expires"));
        let told = service.request("HEAD", &path, Some(&token), &[TUS], Vec::new());
        assert_eq!((told.header("upload-length"), told.header("cache-control")), ("4", "no-store"));
        assert!(told.header("upload-metadata").starts_with("filename cmV0"), "{told:?}");
        assert_eq!(service.get(&path, Some(&token)).json()["received"], 0);
        for (method, at) in [("POST", CREATION), ("PATCH", &path), ("DELETE", &path)] {
            for version in [&[][..], &[("Tus-Resumable", "0.2.2")]] {
                let headers = [&[PART, ("Upload-Length", "4"), ("Upload-Offset", "0")][..], version].concat();
                let refused = service.request(method, at, Some(&token), &headers, Vec::new());
                let code = refused.code();
                assert_eq!((refused.status, code.as_str()), (412, "wrong-protocol-version"), "{method}");
                let versions = (refused.header("tus-version"), refused.header("tus-resumable"));
                assert_eq!(versions, ("1.0.0", "1.0.0"));
            }
        }
        let other_kind = [TUS, ("Content-Type", "application/json"), ("Upload-Offset", "0")];
        let refused = service.request("PATCH", &path, Some(&token), &other_kind, b"file".to_vec());
        assert_eq!((refused.status, refused.code().as_str()), (415, "unsupported-format"));
        assert_eq!(create(&service, &token, (10 << 20) + 1).status, 413);
        for wrong in [
            &[TUS][..],
            &[TUS, ("Upload-Length", "-1")],
            &[TUS, ("Upload-Length", "4"), ("Upload-Metadata", "a b")],
        ] {
            let refused = service.request("POST", CREATION, Some(&token), wrong, Vec::new());
            assert_eq!((refused.status, refused.code().as_str()), (400, "invalid-request"), "{wrong:?}");
        }
        let keyed = |size: &str| {
            let headers = [TUS, ("Upload-Length", size), ("Idempotency-Key", "one")];
            service.request("POST", CREATION, Some(&token), &headers, Vec::new())
        };
        let (first, again, another) = (keyed("4"), keyed("4"), keyed("5"));
        assert_eq!(
            (first.status, again.status, again.header("location")),
            (201, 201, first.header("location"))
        );
        assert_eq!((another.status, another.code().as_str()), (422, "idempotency-key-reused"));
        assert_eq!(service.request("DELETE", &path, Some(&token), &[TUS], Vec::new()).status, 204);
        assert_eq!(part(&service, &token, &path, 0, b"file").status, 404);
    }

    pub(super) fn parts_go_where_the_last_one_ended_and_nowhere_else(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let path = begun(&service, &token, 8);
        let answers: Vec<Answer> = std::thread::scope(|threads| {
            let send = |_| threads.spawn(|| part(&service, &token, &path, 0, b"file"));
            let sent: Vec<_> = (0..3).map(send).collect();
            sent.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let of = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
        assert_eq!((of(204), of(409)), (1, 2), "{answers:?}");
        for elsewhere in [0, 3, 5, 8, 9] {
            let refused = part(&service, &token, &path, elsewhere, b"x");
            assert_eq!((refused.status, refused.code().as_str()), (409, "wrong-offset"));
            assert!(
                refused.json()["detail"].as_str().unwrap().contains("after 4 bytes"),
                "{}",
                refused.text()
            );
        }
        let beyond = part(&service, &token, &path, 4, b"12345");
        assert_eq!((beyond.status, beyond.code().as_str()), (413, "too-large"));
        assert_eq!(part(&service, &token, &path, 4, b"").status, 204, "nothing is a part as well");
        assert_eq!(offset(&service, &token, &path), 4);
        assert_eq!(part(&service, &token, &path, 4, b"1234").header("upload-offset"), "8");
    }

    pub(super) fn a_part_with_a_checksum_is_kept_whole_or_not_at_all(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let path = begun(&service, &token, 3 << 20);
        let send = |after: usize, checksum: &str, bytes: &[u8]| {
            let after = after.to_string();
            let headers = [TUS, PART, ("Upload-Offset", after.as_str()), ("Upload-Checksum", checksum)];
            service.request("PATCH", &path, Some(&token), &headers, bytes.to_vec())
        };
        let sha1 = |bytes: &[u8]| format!("sha1 {}", BASE64.encode(&Sha1::digest(bytes)));
        let sha256 = |bytes: &[u8]| format!("sha256 {}", BASE64.encode(&Sha256::digest(bytes)));
        for wrong in [sha1(b"elif"), sha256(b"elif")] {
            let refused = send(0, &wrong, b"file");
            assert_eq!(
                (refused.status, refused.code().as_str()),
                (460, "checksum-mismatch"),
                "{}",
                refused.text()
            );
        }
        for wrong in ["md5 XUFAKrxLKna5cZ2REBfFkg==", "sha1", "sha1 nothing"] {
            assert_eq!(send(0, wrong, b"file").status, 400, "{wrong}");
        }
        assert_eq!(offset(&service, &token, &path), 0);
        assert_eq!(send(0, &sha1(b"file"), b"file").header("upload-offset"), "4");
        assert_eq!(send(4, &sha256(b"file"), b"file").header("upload-offset"), "8");
        let long = vec![7; (1 << 20) + 1];
        assert_eq!(send(8, &sha256(&long), &long).status, 413);
        let whole = &long[1..];
        assert_eq!(send(8, &sha256(whole), whole).header("upload-offset"), "1048584");
    }

    pub(super) fn parts_arrive_at_one_service_and_the_file_is_finished_at_another(backend: Backend) {
        let service = TestService::start(backend);
        let replica = service.replica();
        let token = service.token("focal-point", Some("XDA"));
        let file = file();
        let path = begun(&service, &token, file.len());
        let (first, second) = file.split_at(300_000);
        assert_eq!(part(&service, &token, &path, 0, first).status, 204);
        assert_eq!(offset(&replica, &token, &path), first.len());
        assert_eq!(part(&replica, &token, &path, first.len(), second).status, 204);
        let headers = [("Prefer", "respond-async"), ("Idempotency-Key", "finished")];
        let finished = finish(&replica, &token, &path, &headers);
        assert_eq!(finished.status, 202, "{}", finished.text());
        let job = finished.header("location").to_owned();
        let begun = Instant::now();
        let told = loop {
            let told: Value = service.get(&job, Some(&token)).json();
            if told["state"] != "running" {
                break told;
            }
            assert!(begun.elapsed() < Duration::from_mins(1), "{told}");
            std::thread::sleep(Duration::from_millis(100));
        };
        assert_eq!((&told["state"], &told["answer"]["status"]), (&json!("done"), &json!(201)), "{told}");
        let kept = format!("/api/v1/uploads/{}/original", told["upload"].as_str().unwrap());
        assert!(service.get(&kept, Some(&token)).body == file);
        let again = finish(&service, &token, &path, &headers);
        assert_eq!(
            (again.status, again.header("location")),
            (202, job.as_str()),
            "an answer that was lost is given again"
        );
        assert_eq!(finish(&service, &token, &path, &[]).status, 404, "it was finished");
    }

    pub(super) fn a_transfer_is_its_senders_alone_and_so_many_wait_at_a_time(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let path = begun(&service, &token, 4);
        for (role, country) in
            [("focal-point", Some("XDA")), ("focal-point", Some("XDB")), ("reviewer", None)]
        {
            let other = Some(service.token(role, country));
            for (method, at) in [
                ("GET", path.clone()),
                ("PATCH", path.clone()),
                ("DELETE", path.clone()),
                ("POST", format!("{path}/finish")),
            ] {
                let headers = [TUS, PART, ("Upload-Offset", "0")];
                let told = service.request(method, &at, other.as_deref(), &headers, Vec::new());
                assert_eq!((told.status, told.code().as_str()), (404, "not-found"), "{method} by {role}");
            }
        }
        assert_eq!(create(&service, &service.token("publisher", None), 4).status, 403);
        assert_eq!(create(&service, &service.token("focal-point", Some("XDB")), 4).status, 404);
        for _ in 0..3 {
            assert_eq!(create(&service, &token, 4).status, 201);
        }
        let fifth = create(&service, &token, 4);
        assert_eq!((fifth.status, fifth.code().as_str()), (409, "too-many-transfers"));
        assert_eq!(create(&service, &service.token("contributor", Some("XDA")), 4).status, 201);
        assert_eq!(service.request("DELETE", &path, Some(&token), &[TUS], Vec::new()).status, 204);
        assert_eq!(create(&service, &token, 4).status, 201);
    }

    pub(super) fn a_file_that_is_sent_in_parts_is_one_upload_of_the_budget(backend: Backend) {
        let service = TestService::start_with(backend, &["--budgets", "uploads=1"]);
        let token = service.token("focal-point", Some("XDA"));
        let path = begun(&service, &token, 8);
        assert_eq!(part(&service, &token, &path, 0, b"{\"a\"").status, 204);
        assert_eq!(part(&service, &token, &path, 4, b": 1}").status, 204);
        let refused = finish(&service, &token, &path, &[]);
        assert!([400, 415, 422].contains(&refused.status), "{}", refused.text());
        assert!(refused.json()["upload"].is_string(), "the original is kept");
        assert_eq!(service.get(&path, Some(&token)).status, 404, "it is forgotten where it was refused, too");
        assert_eq!(finish(&service, &token, &path, &[]).status, 429);
    }
}
