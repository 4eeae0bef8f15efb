//! How often the sets of a plan are looked at.

use crate::cascade::plan::Plan;
use crate::cascade::set::{Found, SetId};
use crate::cascade::step::{Against, Step, Whose};

/// How often each set is looked at, by other sets that are and by steps.
pub(super) fn uses(plan: &Plan) -> Vec<usize> {
    let mut uses = vec![0; plan.sets.len()];
    let mut note = |set: &SetId| uses[set.0] += 1;
    for step in &plan.steps {
        match step {
            Step::Check(check) => match &check.against {
                Against::Dependents { arms, .. } => {
                    for arm in arms {
                        note(&arm.from);
                        arm.except.iter().for_each(&mut note);
                    }
                }
                Against::Orphans { of, back, .. } => {
                    note(of);
                    for back in back {
                        note(&back.set);
                        back.kept.iter().for_each(&mut note);
                    }
                }
                Against::Rows { sets } => sets.iter().for_each(&mut note),
                Against::Held { set, .. } | Against::Taken { set, .. } => note(set),
            },
            Step::Write(write) => {
                note(&write.set);
                write.except.iter().for_each(&mut note);
            }
            Step::Nullify(nullify) => {
                nullify.keys.iter().for_each(|key| note(&key.from));
                match &nullify.rows {
                    Whose::Outside(sets) => sets.iter().for_each(&mut note),
                    Whose::Going(set) => note(set),
                }
            }
            Step::Remove(remove) => {
                note(&remove.set);
                remove.except.iter().for_each(&mut note);
            }
        }
    }
    for (at, set) in plan.sets.iter().enumerate().rev() {
        // What nobody looks at looks at nothing.
        if uses[at] == 0 && plan.looked {
            continue;
        }
        let mut note = |set: &SetId| uses[set.0] += 1;
        match &set.found {
            Found::Target => {}
            Found::Reached { start, arms, .. } => {
                start.iter().for_each(&mut note);
                for arm in arms {
                    note(&arm.from);
                    arm.known.iter().for_each(|(known, _)| note(known));
                }
            }
            Found::Kept {
                of,
                except,
                parents,
                arms,
                ..
            } => {
                note(of);
                except.iter().for_each(&mut note);
                arms.iter().for_each(|arm| note(&arm.from));
                let sets = parents.iter().flat_map(|parent| &parent.except);
                sets.for_each(|(set, _)| note(set));
            }
            Found::Staying { of, always, .. } => {
                note(of);
                always.iter().for_each(&mut note);
            }
            Found::Back { of, except, .. } => {
                note(of);
                except.iter().for_each(&mut note);
            }
            Found::Parents { arms, except, .. } => {
                arms.iter().for_each(|arm| note(&arm.from));
                except.iter().for_each(&mut note);
            }
        }
    }
    uses
}
