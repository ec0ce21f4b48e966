//! Names of files that senders give: offered back with the file, and never more than a name.

use support::on_both_databases;

on_both_databases!(no_name_of_a_file_gets_into_a_header_but_as_a_name);

mod run {
    use support::{Backend, TestService};

    pub(super) fn no_name_of_a_file_gets_into_a_header_but_as_a_name(backend: Backend) {
        let service = TestService::start(backend);
        let token = service.token("focal-point", Some("XDA"));
        let long = format!("{}.json", "n".repeat(10_000));
        for (name, offered) in [
            ("plain.json", Some("plain.json")),
            ("r\u{E9}ponse \u{642}.json", Some("r%C3%A9ponse%20%D9%82.json")),
            ("a%0d%0aSet-Cookie: x=1.json", Some("a%250d%250aSet-Cookie%3A%20x%3D1.json")),
            ("a\u{2028}b.json", Some("ab.json")),
            ("\u{202E}nosj.exe", Some("nosj.exe")),
            ("a;b='c.json", Some("a%3Bb%3D%27c.json")),
            ("../../x.json", Some("x.json")),
            ("a\rSet-Cookie: x=1", None),
            (&long, None),
        ] {
            let original = format!("{{\"name\": {}}}", serde_json::json!(name));
            let head = format!(
                "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
            );
            let body = format!("{head}{original}\r\n--edge--\r\n");
            let path = "/api/v1/submissions/XDA/2026";
            let media_type = "multipart/form-data; boundary=edge";
            let sent = service.post(path, Some(&token), media_type, body.as_bytes());
            // It is refused, and kept; a name that is none breaks the form before.
            let Some(id) = sent.json()["upload"].as_str().map(str::to_owned) else {
                assert!(sent.status == 400 && offered.is_none(), "{name:?}: {}", sent.text());
                continue;
            };
            let back = service.get(&format!("/api/v1/uploads/{id}/original"), Some(&token));
            assert_eq!((back.status, back.body.as_slice()), (200, original.as_bytes()), "{name:?}");
            assert_eq!(back.header("content-type"), "application/octet-stream");
            assert_eq!(back.header("x-content-type-options"), "nosniff");
            assert!(back.header("content-security-policy").ends_with("sandbox"));
            assert_eq!(back.header("set-cookie"), "");
            let disposition = back.header("content-disposition");
            assert!(disposition.starts_with("attachment; filename=\"upload-"), "{disposition}");
            assert!(disposition.len() < 1_500 && disposition.is_ascii(), "{disposition}");
            if let Some(offered) = offered {
                assert!(
                    disposition.ends_with(&format!("\"; filename*=UTF-8''{offered}")),
                    "{name:?}: {disposition}"
                );
            }
        }
    }
}
