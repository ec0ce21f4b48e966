//! Jobs: whose they are, how far they are, and what is said where nobody works on them any more.

use chrono::{DateTime, Duration, Utc};
use storage::{JobAnswer, JobId, JobStep, NewUpload, Scope, StorageError, Store, UploadId};

use crate::samples::*;
use crate::{database_tests, support};

fn after(seconds: i64) -> DateTime<Utc> {
    now() + Duration::seconds(seconds)
}

fn upload(store: &Store, scope: &Scope) -> UploadId {
    let new = NewUpload {
        country: Some("XDA".into()),
        cycle: 2026,
        file_name: None,
        media_type: None,
        bytes: b"file",
        sha256: "sha-of-file".to_owned(),
    };
    store.keep_original(scope, &new, now()).unwrap()
}

fn begun(store: &Store) -> (UploadId, JobId) {
    let upload = upload(store, &of("XDA"));
    let job = store.begin_job(&of("XDA"), &upload, now()).unwrap();
    (upload, job)
}

fn answer(body: &str) -> JobAnswer {
    JobAnswer { status: 201, location: Some("/somewhere".to_owned()), body: body.to_owned() }
}

fn nothing_there<T>(found: Result<T, StorageError>) {
    assert!(matches!(found.err(), Some(StorageError::NotFound)));
}

database_tests! {
    fn a_job_tells_the_steps_it_reached_and_at_last_its_answer(store: Store) {
        let (upload, id) = begun(&store);
        let job = store.job(&of("XDA"), &id).unwrap();
        assert_eq!((&job.upload, job.country.as_str(), job.cycle), (&upload, "XDA", 2026));
        assert_eq!(job.steps, [(JobStep::Kept, after(0).to_rfc3339())]);
        assert_eq!((job.ended_at, job.answer), (None, None));
        for (seconds, step) in [
            (1, JobStep::Reading),
            (2, JobStep::Checking),
            (3, JobStep::Storing),
            // Judged again, since an earlier year changed.
            (4, JobStep::Checking),
            (5, JobStep::Storing),
        ] {
            store.reach_step(&of("XDA"), &id, step, after(seconds)).unwrap();
        }
        let told = [JobStep::Kept, JobStep::Reading, JobStep::Checking, JobStep::Storing];
        let told: Vec<_> = (0..).zip(told).map(|(seconds, step)| (step, after(seconds).to_rfc3339())).collect();
        assert!(store.end_job(&of("XDA"), &id, &answer("{}"), after(6)).unwrap());
        let job = store.job(&of("XDA"), &id).unwrap();
        assert_eq!((job.steps, job.ended_at), (told, Some(after(6).to_rfc3339())));
        assert_eq!(job.answer, Some(answer("{}")));
        assert!(!store.end_job(&of("XDA"), &id, &answer("[]"), after(7)).unwrap(), "it ends once");
        assert_eq!(store.job(&of("XDA"), &id).unwrap().answer, Some(answer("{}")));
    }

    fn a_job_is_there_for_its_sender_alone(store: Store) {
        let (kept, id) = begun(&store);
        let colleague = Scope::state("XDA".into(), "a colleague");
        for other in [colleague, of("XDB"), staff(), Scope::Public] {
            nothing_there(store.job(&other, &id));
            nothing_there(store.begin_job(&other, &kept, now()));
        }
        let of_the_staff = upload(&store, &staff());
        let id = store.begin_job(&staff(), &of_the_staff, now()).unwrap();
        assert_eq!(store.job(&staff(), &id).unwrap().country.as_str(), "XDA");
        nothing_there(store.job(&of("XDA"), &id));
    }

    fn work_that_nobody_renews_was_interrupted_and_is_ended_once(store: Store) {
        let ((upload, left), (_, renewed)) = (begun(&store), begun(&store));
        store.renew_job(&of("XDA"), &renewed, after(20)).unwrap();
        assert_eq!(store.interrupted_jobs(after(29)).unwrap(), []);
        assert!(!store.end_interrupted(&left, &answer("{}"), after(29)).unwrap());
        let is_interrupted = |id: &JobId| store.job(&of("XDA"), id).unwrap().is_interrupted(after(31));
        assert!(is_interrupted(&left) && !is_interrupted(&renewed));
        assert_eq!(store.interrupted_jobs(after(31)).unwrap(), [(upload, left.clone())].map(|(upload, id)| (id, upload)));
        assert!(store.end_interrupted(&left, &answer("{}"), after(31)).unwrap());
        assert!(!store.end_interrupted(&left, &answer("[]"), after(31)).unwrap());
        assert!(!store.end_interrupted(&renewed, &answer("[]"), after(31)).unwrap());
        assert!(!store.end_job(&of("XDA"), &left, &answer("[]"), after(32)).unwrap(), "who was only slow comes too late");
        let job = store.job(&of("XDA"), &left).unwrap();
        assert_eq!(job.answer, Some(answer("{}")));
        assert!(!job.is_interrupted(after(99)), "it was said");
    }

    fn a_job_is_forgotten_a_day_after_it_began_and_never_while_it_runs(store: Store) {
        let ((_, ended), (_, running)) = (begun(&store), begun(&store));
        assert!(store.end_job(&of("XDA"), &ended, &answer("{}"), now()).unwrap());
        store.forget_jobs(now() + Duration::hours(24)).unwrap();
        assert!(store.job(&of("XDA"), &ended).is_ok());
        store.forget_jobs(now() + Duration::hours(25)).unwrap();
        nothing_there(store.job(&of("XDA"), &ended));
        assert!(store.job(&of("XDA"), &running).is_ok());
    }
}
