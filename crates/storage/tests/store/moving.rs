//! Which year a file moves, and which it leaves alone.

use storage::{RevisionId, Store};

use crate::basis::{correcting, judged, standing, submit_nth};
use crate::samples::*;
use crate::{database_tests, support};

fn current(store: &Store, year: u16) -> RevisionId {
    store.return_of(&of("XDA"), &"XDA".into(), year).unwrap().current_revision.unwrap()
}

database_tests! {
    fn a_file_sent_again_moves_no_other_year_that_has_a_newer_draft(store: Store) {
        submit(&store, "XDA", &judged(&store, 2024, 5));
        let first = correcting(&store, 6);
        assert_eq!((&first.moved, &first.kept), (&vec![2025, 2024], &vec![]));
        let draft = judged(&store, 2024, 7);
        let again = correcting(&store, 6);
        assert_eq!((again.already, &again.moved, &again.kept), (true, &vec![], &vec![2024]));
        assert_eq!(again.revisions, first.revisions);
        assert_eq!(current(&store, 2024), draft.revisions[0].1);
        let other = judged(&store, 2025, 1);
        assert_eq!(current(&store, 2025), other.revisions[0].1);
        let again = correcting(&store, 6);
        assert_eq!((&again.moved, &again.kept), (&vec![2025], &vec![2024]), "the year of the return is brought back");
        assert_eq!(current(&store, 2025), first.revisions[0].1);
        submit(&store, "XDA", &draft);
        assert_eq!(standing(&store, 2025)[&2024], draft.revisions[0].1);
    }

    fn a_correction_leaves_a_draft_of_its_year_what_it_is(store: Store) {
        submit(&store, "XDA", &judged(&store, 2024, 5));
        let draft = judged(&store, 2024, 7);
        let stored = correcting(&store, 6);
        assert_eq!((&stored.moved, &stored.kept), (&vec![2025], &vec![2024]));
        assert_eq!(current(&store, 2024), draft.revisions[0].1);
        submit_nth(&store, &stored, 1).unwrap();
        assert_eq!(standing(&store, 2025)[&2024], stored.revisions[1].1, "it can be submitted by its number");
    }

    fn the_corrections_of_a_cycle_follow_one_another(store: Store) {
        submit(&store, "XDA", &judged(&store, 2024, 5));
        let (first, second) = (correcting(&store, 6), correcting(&store, 7));
        assert_eq!((&second.moved, current(&store, 2024)), (&vec![2025, 2024], second.revisions[1].1.clone()));
        let again = correcting(&store, 6);
        assert_eq!((&again.moved, current(&store, 2024)), (&vec![2025, 2024], first.revisions[1].1.clone()));
    }
}
