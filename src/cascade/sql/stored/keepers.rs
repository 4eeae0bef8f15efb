//! Whether a restore may leave something deleted, before it is found out what.
//!
//! Most leave nothing. Each parent is looked up once, however many rows it has, and
//! what would be kept is found only where one of them is deleted.

use diesel::QueryResult;

use super::super::names::{and, ks, of};
use super::Stored;
use super::flavor::{Flavor, filtered};
use crate::cascade::set::{Found, Parent, SetId};
use crate::cascade::text::{Answer, Course, Statement, Text, join, text};

impl<F: Flavor> Stored<'_, '_, F> {
    pub(super) fn look_for_keepers(&mut self) -> QueryResult<()> {
        let names = self.names;
        for set in &names.plan.sets {
            match &set.found {
                Found::Kept {
                    of,
                    except,
                    parents,
                    ..
                } => {
                    for parent in parents {
                        let look = self.keeper(*of, *except, parent)?;
                        self.look(look);
                    }
                }
                Found::Staying { of, other, always } => {
                    for select in self.staying(set, *of, *other, *always)? {
                        let found = names.own("found")?;
                        self.look(text![
                            "SELECT COUNT(*) FROM (",
                            select,
                            format!(") AS {found}")
                        ]);
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// One that is found is enough.
    fn look(&mut self, text: Text) {
        self.statements.push(Statement {
            course: Course::Free,
            ..Statement::selects(text, vec![Answer::Kept])
        });
    }

    /// Counts the parents that stay deleted, and were deleted with the first of their
    /// rows or later.
    fn keeper(&self, id: SetId, except: Option<SetId>, parent: &Parent) -> QueryResult<Text> {
        let names = self.names;
        let marker = &parent.marker;
        let rows = names.name(id);
        let found = names.own("found")?;
        let alias = names.own("parent")?;
        let places: Vec<_> = parent.link.on.iter().map(|(_, place)| *place).collect();
        let ps: Vec<_> = (1..=places.len()).map(|n| format!("p{n}")).collect();

        let mut theirs: Vec<Text> =
            self.outside(&of(rows, &ks(0..names.set(id).keys)), except.as_slice());
        theirs.extend(names.if_set(rows, &parent.link).into_iter().map(Text::from));
        let foreign = of(rows, &ks(places.iter().copied()));
        for (set, places) in &parent.except {
            if *set != id || !F::NAMED_ONCE {
                let within = self.within(&foreign, *set, places);
                theirs.push(text!["(", within, ") IS NOT TRUE"]);
            }
        }
        let within = parent
            .except
            .iter()
            .find(|(set, _)| *set == id && F::NAMED_ONCE);
        let keys = match within {
            None => {
                let keys = of(rows, &ks(places.iter().copied()));
                let named = keys.iter().zip(&ps).map(|(k, p)| format!("{k} AS {p}"));
                text![
                    format!(
                        "SELECT {}, MIN({rows}.stamp) AS stamp FROM ",
                        named.collect::<Vec<_>>().join(", ")
                    ),
                    id,
                    filtered(theirs),
                    format!(" GROUP BY {}", keys.join(", "))
                ]
            }
            // Keys that rows of the set refer to, and that none of it has: found in one
            // pass, as the set can be named once.
            Some((_, refers)) => {
                let both = names.own("both")?;
                let values = places
                    .iter()
                    .zip(refers)
                    .zip(&ps)
                    .map(|((place, refers), p)| {
                        let [refers, place] =
                            [refers, place].map(|at| format!("{rows}.k{}", at + 1));
                        format!("CASE {both}.n WHEN 1 THEN {refers} ELSE {place} END AS {p}")
                    });
                let values = values.collect::<Vec<_>>().join(", ");
                let mut either = vec![Text::from(format!("{both}.n = 1"))];
                if !theirs.is_empty() {
                    either.push(join(theirs, " AND "));
                }
                let filter = match either.as_slice() {
                    [_] => Text::default(),
                    either => text![" WHERE ", join(either.iter().cloned(), " OR ")],
                };
                text![
                    format!(
                        "SELECT {}, MIN(CASE n WHEN 2 THEN stamp END) AS stamp FROM (SELECT {values}, \
                         {both}.n, {rows}.stamp FROM (SELECT 1 AS n UNION ALL SELECT 2) AS {both} {} ",
                        ps.join(", "),
                        F::JOIN
                    ),
                    id,
                    filter,
                    format!(") AS {both} GROUP BY {} HAVING MIN(n) = 2", ps.join(", "))
                ]
            }
        };
        let stamp = names.column(&alias, marker.column)?;
        let columns = parent.link.on.iter().zip(&ps);
        let on = columns
            .map(|((column, _), p)| Ok(format!("{} = {found}.{p}", names.column(&alias, column)?)));
        let on = and(on.collect::<QueryResult<Vec<_>>>()?);
        let deleted = names.marked(&alias, marker, marker.deleted)?;
        let conditions: Vec<Text> = vec![
            self.flavor.opaque(deleted).into(),
            format!("{} >= {found}.stamp", self.flavor.opaque(stamp)).into(),
        ];
        Ok(text![
            "SELECT COUNT(*) FROM (",
            keys,
            format!(
                ") AS {found} {} {} AS {alias} ON {on}",
                F::JOIN,
                names.table(parent.table)
            ),
            filtered(conditions),
            self.current()
        ])
    }
}
