//! What goes to the journal: every row that a step changes, with what it was.

use super::super::step::{Counts, Record, Step, Value, What};
use super::{Planner, Verb};

impl Planner<'_> {
    pub(super) fn record(&mut self) {
        let order = self.order;
        for step in &mut self.plan.steps {
            match step {
                Step::Check(_) => {}
                Step::Write(write) => {
                    let what = match (write.counts, order.verb) {
                        (Counts::HandedOver(_), _) => What::HandedOver,
                        (Counts::Nullified(_), _) => What::Nullified,
                        (_, Verb::Delete) => What::Deleted,
                        (_, Verb::Restore | Verb::Purge) => What::Restored,
                    };
                    // A time under `touch` is that of the last write, whatever it was.
                    let values = write.values.iter();
                    let lost = values.filter(|(_, value)| !matches!(value, Value::Time(_)));
                    let mut columns: Vec<_> = lost.map(|(column, _)| *column).collect();
                    if write.changes {
                        super::add(&mut columns, order.assigned.iter().copied());
                    }
                    write.record = Some(Record { what, columns });
                }
                // Keys of rows that go later are no more than the way to that.
                Step::Nullify(nullify) if nullify.counts == Counts::Nothing => {}
                Step::Nullify(nullify) => {
                    nullify.record = Some(Record {
                        what: What::Nullified,
                        columns: nullify.cleared(),
                    });
                }
                Step::Remove(remove) => {
                    let what = match remove.counts {
                        Counts::Rows(_) => What::Purged,
                        _ => What::Removed,
                    };
                    remove.record = Some(Record {
                        what,
                        columns: Vec::new(),
                    });
                }
            }
        }
    }
}
