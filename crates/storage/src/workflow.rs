//! The workflow of a return as one table: which step leads from where to where. No database.

use crate::names::{ReturnState, Step};

/// Every edge: a step, where the return stands before it, and where it may stand after it. Only a recall has more than
/// one target: it leads back to where the return stood before what is recalled was submitted. The migrations hold the
/// same list.
pub const EDGES: &[(Step, ReturnState, ReturnState)] = &[
    (Step::Submit, ReturnState::Draft, ReturnState::Submitted),
    (Step::Submit, ReturnState::Submitted, ReturnState::Submitted),
    (Step::Submit, ReturnState::Returned, ReturnState::Submitted),
    (Step::Submit, ReturnState::Accepted, ReturnState::Submitted),
    (Step::Submit, ReturnState::Cleared, ReturnState::Submitted),
    (Step::Submit, ReturnState::Published, ReturnState::Submitted),
    (Step::Recall, ReturnState::Submitted, ReturnState::Draft),
    (Step::Recall, ReturnState::Submitted, ReturnState::Submitted),
    (Step::Recall, ReturnState::Submitted, ReturnState::Returned),
    (Step::Recall, ReturnState::Submitted, ReturnState::Accepted),
    (Step::Recall, ReturnState::Submitted, ReturnState::Cleared),
    (Step::Recall, ReturnState::Submitted, ReturnState::Published),
    (Step::Recall, ReturnState::Returned, ReturnState::Accepted),
    (Step::Recall, ReturnState::Returned, ReturnState::Cleared),
    (Step::Recall, ReturnState::Returned, ReturnState::Published),
    (Step::Return, ReturnState::Submitted, ReturnState::Returned),
    (Step::Return, ReturnState::Accepted, ReturnState::Returned),
    (Step::Return, ReturnState::Cleared, ReturnState::Returned),
    (Step::Accept, ReturnState::Submitted, ReturnState::Accepted),
    (Step::Clear, ReturnState::Accepted, ReturnState::Cleared),
    (Step::Clear, ReturnState::Cleared, ReturnState::Cleared),
    (Step::Withdraw, ReturnState::Cleared, ReturnState::Accepted),
    (Step::Publish, ReturnState::Cleared, ReturnState::Published),
];

/// Where a return stands after a step; `None` where the step cannot be taken from there. `before` is where it stood when
/// what a recall takes back was submitted.
pub fn after(step: Step, from: ReturnState, before: ReturnState) -> Option<ReturnState> {
    let mut targets =
        EDGES.iter().filter(|(own, start, _)| (*own, *start) == (step, from)).map(|(.., to)| *to);
    match step {
        Step::Recall => targets.find(|to| *to == before),
        Step::Submit | Step::Return | Step::Accept | Step::Clear | Step::Withdraw | Step::Publish => {
            targets.next()
        }
    }
}

/// Where a step may be taken from.
pub(crate) fn starts(step: Step) -> impl Iterator<Item = ReturnState> {
    let mut last = None;
    let starts = EDGES.iter().filter(move |(own, ..)| *own == step).map(|(_, from, _)| *from);
    starts.filter(move |from| last.replace(*from) != Some(*from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recall_leads_back_to_where_the_return_stood_and_nowhere_else() {
        let recalled = |from, before| after(Step::Recall, from, before);
        assert_eq!(recalled(ReturnState::Submitted, ReturnState::Returned), Some(ReturnState::Returned));
        assert_eq!(recalled(ReturnState::Returned, ReturnState::Cleared), Some(ReturnState::Cleared));
        assert_eq!(recalled(ReturnState::Returned, ReturnState::Draft), None, "what was given back stays so");
        assert_eq!(recalled(ReturnState::Draft, ReturnState::Draft), None);
    }

    #[test]
    fn only_a_recall_has_more_than_one_target() {
        for (step, from, to) in EDGES.iter().filter(|(step, ..)| *step != Step::Recall) {
            assert_eq!(after(*step, *from, ReturnState::Draft), Some(*to));
        }
    }

    #[test]
    fn what_a_step_starts_from_is_told_once() {
        assert_eq!(starts(Step::Recall).collect::<Vec<_>>(), [ReturnState::Submitted, ReturnState::Returned]);
        assert_eq!(starts(Step::Accept).collect::<Vec<_>>(), [ReturnState::Submitted]);
    }
}
