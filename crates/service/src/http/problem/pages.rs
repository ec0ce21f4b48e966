//! A page for each problem of the table: why it is told, what to do, and a request that meets it.

/// What is said of a problem besides its title.
pub(crate) struct Page {
    /// The code, as in the table of problems.
    pub(crate) code: &'static str,
    /// Why it is told.
    pub(crate) why: &'static str,
    /// What to do.
    pub(crate) todo: &'static str,
    /// A request that meets it, in a line.
    pub(crate) example: &'static str,
}

const fn page(code: &'static str, why: &'static str, todo: &'static str, example: &'static str) -> Page {
    Page { code, why, todo, example }
}

/// The page of every code of the service itself.
pub(crate) const PAGES: &[Page] = &[
    page(
        "invalid-request",
        "A parameter, a header or a member of the body is missing, unknown or out of its range. Nothing was done.",
        "Read `detail`: it names each member. The OpenAPI description says what is taken.",
        "`POST /api/v1/returns/XDA/2025/submit` with the body `{}`",
    ),
    page(
        "not-signed-in",
        "The request carries no token and no session, or one that is not good any more: it expired, was revoked, or the \
         account was changed.",
        "Send `Authorization: Bearer iafq_pat_…`, or sign in with `POST /api/v1/session`.",
        "`GET /api/v1/returns` without a token",
    ),
    page(
        "wrong-credentials",
        "Address and password do not belong together, or the code is wrong. Which of them is not said, so that nobody \
         learns who has an account.",
        "Try again, or ask for a link to choose another password: `POST /api/v1/links/reset`.",
        "`POST /api/v1/session` with another password",
    ),
    page(
        "openid-refused",
        "The provider vouches for nobody, what it says is not to be believed, the sign-in was begun elsewhere or more than ten \
         minutes ago, or nobody who may sign in here is whom it vouches for. Which of them is not said, so that nobody \
         learns who has an account.",
        "Begin again with `GET /api/v1/session/openid`. The first time, the provider must name a verified address, that of \
         the account. Whoever operates the service finds the reason in its log.",
        "`GET /api/v1/session/openid/return` without having begun",
    ),
    page(
        "not-allowed",
        "You are known, and your role, or the scope of your token, does not cover this.",
        "Ask somebody whose role does, or use a token with the scope that `detail` names.",
        "`POST /api/v1/users` by a focal point",
    ),
    page(
        "four-eyes",
        "You did yourself what is to be checked by another: who sent or submitted a return does not accept it.",
        "Ask a colleague to take the step.",
        "`POST /api/v1/returns/XDA/2025/steps` with `accept`, by the reviewer who sent the file",
    ),
    page(
        "second-factor-needed",
        "Your session has shown a password only, and your role or your account asks for a second factor.",
        "Send the code with `POST /api/v1/session/code`, or set a second factor up with `POST /api/v1/account/totp`.",
        "`GET /api/v1/users` right after signing in with a password",
    ),
    page(
        "wrong-origin",
        "With a session, changes come from a page of the service: else pages of others could send them in your name.",
        "Send `Origin` with the address of the service, or use a token.",
        "`POST /api/v1/account/password` with a cookie and `Origin: https://elsewhere.example`",
    ),
    page(
        "not-found",
        "There is nothing at the address, or nothing that you may see: both are answered alike.",
        "Check the address, and whether you are signed in as you think.",
        "`GET /api/v1/returns/XDB/2025` by a focal point of another State",
    ),
    page(
        "method-not-allowed",
        "The address is known, but does not take this method.",
        "Use one of the methods in the header `Allow`.",
        "`DELETE /api/v1/returns`",
    ),
    page(
        "request-timeout",
        "The body stopped arriving, or took too long in all. Nothing was kept.",
        "Send it again, over a better line where there is one.",
        "an upload that pauses for a minute",
    ),
    page(
        "conflict",
        "Somebody stored something at the same moment, or what you name exists already.",
        "Read it again, see what changed, and repeat.",
        "`POST /api/v1/users` with the address of an account",
    ),
    page(
        "earlier-year-changed",
        "The return was judged against figures of an earlier year that were replaced since.",
        "Send the file again: it is then judged against what stands now.",
        "`POST …/submit` after a correction of the year before was submitted",
    ),
    page(
        "merge-conflict",
        "Institutions, or an institution and the draft, answer a place differently, and nobody has said which answer is \
         taken. Nothing was stored.",
        "`GET …/merge` lists the places with every answer. Send the merge again with a choice for each.",
        "`POST /api/v1/returns/XDA/2025/merge` where police and customs count the same pistols differently",
    ),
    page(
        "cycle-not-open",
        "People of a State send files while the collection of the year is open for it.",
        "Read `GET /api/v1/cycles`: it says when. Where it is over, ask the secretariat for an extension.",
        "`POST /api/v1/submissions/XDA/2026` after the cycle 2026 closed",
    ),
    page(
        "openid-not-set-up",
        "No provider of OpenID Connect is named to the service, or the program was built without it.",
        "Sign in with `POST /api/v1/session`, or ask whoever operates the service to name a provider: `--openid-issuer`.",
        "`GET /api/v1/session/openid` where no provider is named",
    ),
    page(
        "wrong-step",
        "The step does not start where the return stands, or what you want to change is settled.",
        "Read the return: `state` says where it stands. `GET …/steps` says how it came there.",
        "`POST …/steps` with `accept` on a draft",
    ),
    page(
        "precondition-failed",
        "The return, or the cycle, was changed since you read it. Nothing of yours was stored, and nothing of others was overwritten.",
        "Read the return, see what changed, and send the change again with its new `ETag`.",
        "`POST …/submit` with `If-Match: \"1\"` where the return has version 2",
    ),
    page(
        "precondition-required",
        "A change of a return or a cycle says on which version it rests, so that nobody's work is overwritten.",
        "Read the return and send its `ETag` as `If-Match`.",
        "`POST …/submit` without `If-Match`",
    ),
    page(
        "idempotency-key-in-use",
        "A request with this `Idempotency-Key` is being worked on, or was when the service ended: then nobody knows \
         whether it was done, and it is not done again.",
        "Wait a moment and send it again. Where it stays so, look whether it was done; if not, send it with another key.",
        "the same `POST` twice at the same moment",
    ),
    page(
        "idempotency-key-reused",
        "Another request was sent with this `Idempotency-Key` in the last 24 hours: a key stands for one request, to its \
         last byte.",
        "Send the request with a key of its own.",
        "`POST /api/v1/submissions/XDA/2026` with the key of another file",
    ),
    page(
        "idempotency-key-not-taken",
        "What this address answers is shown once and kept nowhere, so that it cannot be answered again.",
        "Send the request without `Idempotency-Key`.",
        "`POST /api/v1/account/tokens` with a key",
    ),
    page(
        "wrong-offset",
        "A part of a file is added where the last one ended. This one begins elsewhere: another part was added meanwhile, or \
         one that broke off was kept as far as it had arrived. Nothing of it was kept.",
        "Ask with `HEAD` how much is there (`Upload-Offset`), and go on from there.",
        "`PATCH /api/v1/transfers/{id}` with `Upload-Offset: 0`, sent twice",
    ),
    page(
        "transfer-unfinished",
        "A file is worked on once all of it is there, and parts of this one are missing.",
        "Send what is missing, from the byte that `Upload-Offset` names; then finish it.",
        "`POST /api/v1/transfers/{id}/finish` before the last part",
    ),
    page(
        "too-many-transfers",
        "You, or your State, have begun as many transfers as may wait for their parts at a time.",
        "Finish one, give one up with `DELETE`, or wait: each is forgotten a day after it was begun.",
        "`POST /api/v1/transfers/XDA/2026` again and again",
    ),
    page(
        "wrong-protocol-version",
        "Resumable uploads follow the protocol tus, and the request names another version of it, or none.",
        "Send `Tus-Resumable: 1.0.0`.",
        "`PATCH /api/v1/transfers/{id}` without `Tus-Resumable`",
    ),
    page(
        "job-interrupted",
        "The service that worked on the file ended before it was done. The file is kept as it was sent.",
        "Look whether the return holds it, and send the file again where it does not; nothing is stored twice.",
        "the answer of a job whose service lost its power",
    ),
    page(
        "too-large",
        "The file, or something in it, is larger than what is read.",
        "Send a smaller file. The limits stand in the security page of the project.",
        "`POST /api/v1/submissions/XDA/2026` with 20 MiB",
    ),
    page(
        "unsupported-format",
        "Only XLSX workbooks and JSON documents are read.",
        "Save the file as `.xlsx`, or send the JSON document.",
        "an upload of a PDF",
    ),
    page(
        "unreadable-file",
        "The file is damaged, or holds something that is refused: macros, external links, encryption, doubled parts.",
        "Read `code` and `detail`: they say which. Save the file anew from the official template.",
        "an upload of a workbook with macros",
    ),
    page(
        "wrong-country",
        "The file says that it belongs to another State than the address. It is never filed elsewhere.",
        "Send it to its own address, or correct the State in the file.",
        "a file of XDB sent to `/api/v1/submissions/XDA/2026`",
    ),
    page(
        "wrong-year",
        "The file says that it belongs to another cycle than the address.",
        "Send it to its own address, or correct the year in the file.",
        "a file of 2024 sent to `/api/v1/submissions/XDA/2026`",
    ),
    page(
        "wrong-correction",
        "The file corrects an earlier year that cannot be corrected so.",
        "Read `detail`: it says which year and why. Send the file without it, or correct it.",
        "a correction of a year of which nothing was reported",
    ),
    page(
        "wrong-explanation",
        "The secretariat may send a file for a State, but only people of the State explain its figures.",
        "Take the explanations out of the file, or let the State send it.",
        "an upload by a reviewer with explanations that do not stand already",
    ),
    page(
        "wrong-contribution",
        "Nothing waits to be merged, a revision that is named is no contribution to the return, or two of them are of one \
         institution. Nothing was stored.",
        "Take the ids from `GET …/contributions`: the last one of each institution.",
        "`POST /api/v1/returns/XDA/2025/merge` that names the draft itself",
    ),
    page(
        "wrong-choice",
        "A choice names a place that nobody answers, or somebody who says nothing there. Nothing was stored.",
        "Take `place` and `from` from the conflicts that `GET …/merge` lists.",
        "`POST /api/v1/returns/XDA/2025/merge` with a choice for `2025:SZ.TYPE/TANK`",
    ),
    page(
        "weak-password",
        "The password is too short, too long, or among those that are tried first.",
        "Choose at least 15 characters: several words that have nothing to do with each other.",
        "`POST /api/v1/account/password` with `password123`",
    ),
    page(
        "wrong-link",
        "The link was used, has expired, or was never one of ours.",
        "Ask for another: `POST /api/v1/links/reset`, or an administrator for an invitation.",
        "a link that is opened a second time",
    ),
    page(
        "wrong-code",
        "The code does not belong to this second factor, or was used already.",
        "Wait for the next code. Where it stays so, set the clock of the device.",
        "`POST /api/v1/account/totp/confirm` with an old code",
    ),
    page(
        "unknown-edition",
        "The file was made for an edition of the questionnaire that this service does not know.",
        "Take the current template: `GET /api/v1/templates/{country}/{year}`.",
        "a workbook of an edition that is still being prepared",
    ),
    page(
        "findings-open",
        "A return is submitted when no error of it is open and every warning is explained.",
        "Read `findings`: correct the cells and send the file again, or explain the warnings.",
        "`POST …/submit` of a return whose parts are more than their total",
    ),
    page(
        "review-open",
        "A return is accepted when every question is closed and every explanation decided on.",
        "Read `detail`: close the questions, decide on the explanations, or give the return back.",
        "`POST …/steps` with `accept` while a question is open",
    ),
    page(
        "too-many-requests",
        "You, or your address, sent more requests than are taken in a minute. Nothing was done.",
        "Wait for as many seconds as `Retry-After` says. `RateLimit-Remaining` says what is left of your budget.",
        "the 31st attempt to sign in within a minute",
    ),
    page(
        "mail-not-set-up",
        "The service was started without a way for mails, and this needs one.",
        "Whoever operates the service names one: `--mail`. Until then they make links with `iafq user invite`.",
        "`POST /api/v1/users` on a service without mail",
    ),
    page(
        "openid-unavailable",
        "The provider of OpenID Connect does not answer, or not as it should. Nobody was let in.",
        "Try again in a few seconds, or sign in with a password: `POST /api/v1/session`.",
        "`GET /api/v1/session/openid` while the provider is down",
    ),
    page(
        "not-ready",
        "The service lives, but its database is not the one this program works with: its tables are of another version.",
        "Whoever operates the service runs `iafq doctor`, which says what to do.",
        "`GET /ready` while a database is brought up to date",
    ),
    page(
        "unavailable",
        "The service or its database is busy, or is just being restarted. Nothing half-done was kept.",
        "Try again after as many seconds as `Retry-After` says.",
        "an upload while 16 others are on their way",
    ),
    page(
        "storage-full",
        "The disk of the service has no room left. Nothing half-done was kept.",
        "Try again later: whoever operates the service has to make room.",
        "an upload to a service whose disk is full",
    ),
    page(
        "internal",
        "The service met a fault of its own, and wrote it down under the number of the incident. Nothing half-done was \
         kept.",
        "Report the number of the incident to whoever operates the service.",
        "a fault of the program",
    ),
    page(
        "checksum-mismatch",
        "The part of the file has another checksum than `Upload-Checksum` says: it was changed on its way. Nothing of it was \
         kept.",
        "Send the part again, from the same offset.",
        "`PATCH /api/v1/transfers/{id}` with the checksum of another part",
    ),
];

#[cfg(test)]
mod tests {
    use super::super::TABLE;
    use super::*;

    #[test]
    fn every_problem_of_the_table_has_its_page_and_no_page_is_of_none() {
        let codes: Vec<_> = TABLE.iter().map(|(code, ..)| *code).collect();
        let pages: Vec<_> = PAGES.iter().map(|page| page.code).collect();
        assert_eq!(pages, codes, "in the order of the table");
        for page in PAGES {
            for text in [page.why, page.todo, page.example] {
                assert!(text.len() > 10 && !text.contains("  "), "{}: {text}", page.code);
            }
        }
    }
}
