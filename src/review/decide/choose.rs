//! Who has a place: by value, under aims over several columns, solved exactly as an integer programme.

use super::aims::{Aim, Bound};
use crate::error::{Error, ErrorKind, Result};
use crate::rank::Spellings;
use good_lp::{Expression, ProblemVariables, ResolutionError, Solution, SolverModel, constraint, microlp, variable};

/// An aim over the applicants: which of them count, and how many of these may or must have places.
#[derive(Clone, Debug, PartialEq)]
pub struct Constraint {
    /// The aim, in words, with its group.
    pub words: String,
    /// At least or at most.
    pub bound: Bound,
    /// So many.
    pub count: usize,
    /// The applicants that count, by index.
    pub members: Vec<usize>,
}

impl Constraint {
    /// The constraints of an aim: one, or one for each group of the column. `groups` holds the applicants' groups in that
    /// column, under the names of `spellings`; an empty one is no group.
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] where nobody has the group that the aim names.
    pub fn of(aim: &Aim, groups: &[&str], spellings: &Spellings, places: usize) -> Result<Vec<Self>> {
        let names: Vec<&str> = match &aim.group {
            Some(group) => match spellings.name(group) {
                "" => return Err(spellings.unknown(group, &aim.column)),
                name => vec![name],
            },
            None => spellings.names().filter(|g| !g.is_empty()).collect(),
        };
        let one = |name: &str| {
            let members = (0..groups.len()).filter(|i| groups[*i] == name).collect();
            let words = Aim { group: Some(name.to_owned()), ..aim.clone() }.to_string();
            Self { words, bound: aim.bound, count: aim.count(places), members }
        };
        Ok(names.into_iter().map(one).collect())
    }
}

/// Chooses applicants: all of `fixed`, and as many of the others as there are places, so that the sum of their values is
/// the greatest that the constraints allow. Equal sums: those who stand earlier.
///
/// # Errors
/// [`ErrorKind::Value`] where no choice meets the constraints, naming those that stand in the way.
pub fn choose(values: &[f64], fixed: &[bool], places: usize, constraints: &[Constraint]) -> Result<Vec<bool>> {
    let held = fixed.iter().filter(|f| **f).count();
    let places = places.max(held).min(values.len());
    if constraints.is_empty() {
        let mut chosen = fixed.to_vec();
        let others = (0..values.len()).filter(|i| !fixed[*i]).take(places - held);
        others.for_each(|i| chosen[i] = true);
        return Ok(chosen);
    }
    if let Some(chosen) = solve(values, fixed, places, constraints)? {
        return Ok(chosen);
    }
    let alone = |c: &&Constraint| matches!(solve(values, fixed, places, std::slice::from_ref(*c)), Ok(None));
    let mut culprits: Vec<&Constraint> = constraints.iter().filter(alone).collect();
    let single = !culprits.is_empty();
    if !single {
        // Each can be met; those are named without which the others can.
        for left in 0..constraints.len() {
            let others: Vec<Constraint> =
                constraints.iter().enumerate().filter(|(i, _)| *i != left).map(|(_, c)| c.clone()).collect();
            if solve(values, fixed, places, &others)?.is_some() {
                culprits.push(&constraints[left]);
            }
        }
    }
    let named = |c: &&Constraint| format!("{} (of {} applicants)", c.words, c.members.len());
    let named: Vec<String> = culprits.iter().map(named).collect();
    let what = match (named.is_empty(), single) {
        (true, _) => format!("the {} aims can't all be met with {places} places", constraints.len()),
        (_, true) => format!("with {places} places nobody can meet: {}", named.join("; ")),
        (_, false) => format!("with {places} places these can't be met together: {}", named.join("; ")),
    };
    Err(Error::new(ErrorKind::Value, what).hint("lower an aim, raise another's limit, or give more places"))
}

fn solve(values: &[f64], fixed: &[bool], places: usize, constraints: &[Constraint]) -> Result<Option<Vec<bool>>> {
    let mut problem = ProblemVariables::new();
    let chosen: Vec<_> =
        fixed.iter().map(|f| problem.add(variable().integer().min(if *f { 1.0 } else { 0.0 }).max(1.0))).collect();
    // Of equals the earlier is taken: all places together get less for it than the least difference of values.
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let least = sorted.windows(2).map(|w| w[1] - w[0]).filter(|d| *d > 1e-6).fold(1.0, f64::min);
    let (last, step) = (values.len() as f64, least / 2.0 / places.max(1) as f64);
    let worth = |i: usize| values[i] + step * (last - i as f64) / last;
    let objective: Expression = chosen.iter().enumerate().map(|(i, x)| worth(i) * *x).sum();
    let mut model = problem.maximise(objective).using(microlp);
    model.add_constraint(constraint!(chosen.iter().copied().sum::<Expression>() == places as f64));
    for c in constraints {
        let sum: Expression = c.members.iter().map(|i| chosen[*i]).sum();
        match c.bound {
            Bound::AtLeast if c.members.is_empty() && c.count > 0 => return Ok(None),
            Bound::AtMost if c.count >= c.members.len() => {}
            _ if c.members.is_empty() => {}
            Bound::AtLeast => drop(model.add_constraint(constraint!(sum >= c.count as f64))),
            Bound::AtMost => drop(model.add_constraint(constraint!(sum <= c.count as f64))),
        }
    }
    match model.solve() {
        Ok(solution) => Ok(Some(chosen.iter().map(|x| solution.value(*x) > 0.5).collect())),
        Err(ResolutionError::Infeasible) => Ok(None),
        Err(other) => {
            Err(Error::new(ErrorKind::Value, format!("the aims can't be solved: {other}"))
                .hint("give fewer aims at once"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn constraint(bound: Bound, count: usize, members: &[usize]) -> Constraint {
        Constraint { words: format!("{bound:?} {count}"), bound, count, members: members.to_vec() }
    }

    fn chosen(values: &[f64], places: usize, constraints: &[Constraint]) -> Result<Vec<usize>> {
        let chosen = choose(values, &vec![false; values.len()], places, constraints)?;
        Ok((0..values.len()).filter(|i| chosen[*i]).collect())
    }

    #[test]
    fn of_equals_the_earlier_are_taken_under_aims_too() {
        let values: Vec<f64> = (0..60).map(|i| 1.0 - f64::from(i / 20) / 4.0).collect();
        assert_eq!(
            chosen(&values, 30, &[constraint(Bound::AtMost, 29, &(0..60).step_by(2).collect::<Vec<_>>())]).unwrap(),
            (0..30).collect::<Vec<_>>()
        );
    }

    const VALUES: &[f64] = &[0.9, 0.8, 0.7, 0.6, 0.5, 0.4];

    #[test]
    fn aims_change_as_little_value_as_they_must() {
        assert_eq!(chosen(VALUES, 3, &[]).unwrap(), [0, 1, 2]);
        assert_eq!(chosen(VALUES, 3, &[constraint(Bound::AtLeast, 2, &[3, 4, 5])]).unwrap(), [0, 3, 4]);
        assert_eq!(chosen(VALUES, 3, &[constraint(Bound::AtMost, 1, &[0, 1, 2])]).unwrap(), [0, 3, 4]);
        let both = [constraint(Bound::AtLeast, 1, &[5]), constraint(Bound::AtMost, 1, &[0, 1])];
        assert_eq!(chosen(VALUES, 3, &both).unwrap(), [0, 2, 5]);
    }

    #[test]
    fn the_choice_is_the_best_of_all_choices() {
        // Against every subset of 10 applicants, for aims over two columns that cross.
        let values: Vec<f64> = (0..10).map(|i| f64::from((i * 37 + 11) % 23) / 23.0).collect();
        let aims = [
            constraint(Bound::AtLeast, 2, &[0, 3, 6, 9]),
            constraint(Bound::AtMost, 2, &[1, 2, 3, 4]),
            constraint(Bound::AtMost, 2, &[0, 5, 6, 7, 8, 9]),
        ];
        let sum = |set: &[usize]| set.iter().map(|i| values[*i]).sum::<f64>();
        let meets = |set: &[usize]| {
            aims.iter().all(|c| {
                let n = set.iter().filter(|i| c.members.contains(i)).count();
                if c.bound == Bound::AtLeast { n >= c.count } else { n <= c.count }
            })
        };
        let subsets = (0_u32..1 << 10).map(|bits| (0..10).filter(|i| bits >> i & 1 == 1).collect::<Vec<usize>>());
        let best = subsets.filter(|s| s.len() == 4 && meets(s)).map(|s| sum(&s)).fold(f64::MIN, f64::max);
        let got = chosen(&values, 4, &aims).unwrap();
        assert!(meets(&got) && (sum(&got) - best).abs() < 1e-6, "{got:?} {best}");
    }

    #[test]
    fn aims_that_cannot_be_met_are_named() {
        let e = chosen(VALUES, 3, &[constraint(Bound::AtLeast, 4, &[0, 1, 2, 3])]).unwrap_err().to_string();
        assert!(e.contains("nobody can meet: AtLeast 4 (of 4 applicants)"), "{e}");
        let both = [constraint(Bound::AtLeast, 2, &[0, 1]), constraint(Bound::AtLeast, 2, &[2, 3])];
        let e = chosen(VALUES, 3, &both).unwrap_err().to_string();
        assert!(e.contains("together: AtLeast 2 (of 2 applicants); AtLeast 2"), "{e}");
        assert!(chosen(VALUES, 3, &[constraint(Bound::AtLeast, 1, &[])]).is_err());
    }

    #[test]
    fn who_has_a_place_keeps_it() {
        let fixed = [false, false, false, false, false, true];
        assert_eq!(choose(VALUES, &fixed, 2, &[]).unwrap(), [true, false, false, false, false, true]);
        let aim = [constraint(Bound::AtMost, 1, &[0, 5])];
        assert_eq!(choose(VALUES, &fixed, 2, &aim).unwrap(), [false, true, false, false, false, true]);
    }

    #[test]
    fn the_order_decides_nothing_but_equals() {
        // A thousandth more is more, however late it stands.
        let aim = [constraint(Bound::AtMost, 1, &[0, 1])];
        assert_eq!(chosen(&[0.5, 0.501], 1, &aim).unwrap(), [1]);
        let mut values = vec![0.0; 10];
        (values[0], values[9]) = (0.5, 0.501);
        let aim = [constraint(Bound::AtMost, 1, &(0..10).collect::<Vec<_>>())];
        assert_eq!(chosen(&values, 1, &aim).unwrap(), [9]);
        values[9] = 0.5;
        assert_eq!(chosen(&values, 1, &aim).unwrap(), [0]);
        // Nobody is asked of nobody, and nobody is too many.
        assert_eq!(chosen(VALUES, 1, &[constraint(Bound::AtLeast, 0, &[])]).unwrap(), [0]);
    }
}
