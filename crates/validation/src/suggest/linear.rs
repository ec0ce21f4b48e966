//! Small systems of linear equations in whole numbers.

/// An equation: coefficients of the unknowns, and what they add up to.
pub(super) type Equation = (Vec<i128>, i128);

/// The one solution in whole numbers; `None` where there is none, more than one, or none in whole numbers.
pub(super) fn solve(mut equations: Vec<Equation>, unknowns: usize) -> Option<Vec<i128>> {
    for column in 0..unknowns {
        let pivot = (column..equations.len()).find(|row| at(&equations, *row, column) != 0)?;
        equations.swap(column, pivot);
        for row in 0..equations.len() {
            if row != column && at(&equations, row, column) != 0 {
                eliminate(&mut equations, row, column);
            }
        }
    }
    if equations.iter().skip(unknowns).any(|(_, sum)| *sum != 0) {
        return None;
    }
    (0..unknowns)
        .map(|column| {
            let (factor, sum) = (at(&equations, column, column), equations.get(column)?.1);
            (factor != 0 && sum % factor == 0).then(|| sum / factor)
        })
        .collect()
}

fn at(equations: &[Equation], row: usize, column: usize) -> i128 {
    equations.get(row).and_then(|(factors, _)| factors.get(column)).copied().unwrap_or_default()
}

/// Takes the pivot row out of another row, without fractions.
fn eliminate(equations: &mut [Equation], row: usize, column: usize) {
    let (own, pivot) = (at(equations, row, column), at(equations, column, column));
    let Some((factors, sum)) = equations.get(column).cloned() else { return };
    let Some((target, target_sum)) = equations.get_mut(row) else { return };
    for (value, factor) in target.iter_mut().zip(&factors) {
        *value = *value * pivot - factor * own;
    }
    *target_sum = *target_sum * pivot - sum * own;
}

#[cfg(test)]
mod tests {
    use super::solve;

    #[test]
    fn a_system_has_one_solution_or_none_is_given() {
        assert_eq!(solve(vec![(vec![1], 7)], 1), Some(vec![7]));
        assert_eq!(solve(vec![(vec![1, 1], 5), (vec![1, -1], 1)], 2), Some(vec![3, 2]));
        assert_eq!(solve(vec![(vec![1, 1], 5)], 2), None, "more than one");
        assert_eq!(solve(vec![(vec![1], 5), (vec![1], 6)], 1), None, "contradiction");
        assert_eq!(solve(vec![(vec![2], 5)], 1), None, "not whole");
        assert_eq!(
            solve(vec![(vec![0, 1], 5), (vec![1, 1], 6)], 2),
            Some(vec![1, 5]),
            "rows may be in any order"
        );
    }
}
