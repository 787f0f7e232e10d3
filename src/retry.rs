//! What to do after an attempt that gave no session. Pure: no clock, no I/O.

/// What became of the attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Happened {
    /// Nothing that asking again would mend.
    Final,
    /// Something that may have passed by the next time.
    Transient,
    /// A 2xx arrived whose body stopped too early.
    Cut,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Report the failure.
    Stop,
    /// Read the session by GET.
    Read,
}

/// Decides what follows attempt number `attempts` (from 1), of which a call may make
/// `1 + max_retries`. `applied` tells whether any attempt so far was answered by a 2xx: then the
/// hold is placed, and no other POST may follow.
pub(crate) fn next(happened: Happened, applied: bool, attempts: u32, max_retries: u32) -> Next {
    if attempts > max_retries {
        return Next::Stop;
    }
    match (happened, applied) {
        (Happened::Cut, _) | (Happened::Transient, true) => Next::Read,
        (Happened::Transient, false) | (Happened::Final, _) => Next::Stop,
    }
}

#[cfg(test)]
mod tests {
    use super::{Happened, Next, next};

    #[test]
    fn reads_the_session_after_a_cut_answer_as_often_as_retries_allow() {
        for (happened, applied, attempts, max_retries, expected) in [
            (Happened::Cut, true, 1, 2, Next::Read),
            (Happened::Transient, true, 2, 2, Next::Read),
            (Happened::Cut, true, 3, 2, Next::Stop),
            (Happened::Cut, true, 1, 0, Next::Stop),
            (Happened::Cut, false, 1, 2, Next::Read),
            (Happened::Final, true, 1, 2, Next::Stop),
            (Happened::Final, false, 1, 2, Next::Stop),
        ] {
            let decided = next(happened, applied, attempts, max_retries);
            assert_eq!(decided, expected, "{happened:?} {applied} {attempts} {max_retries}");
        }
    }
}
