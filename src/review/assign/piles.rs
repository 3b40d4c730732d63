//! The reviewers' piles while letters are dealt: who may take what, and how piles become more even.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The letters of each reviewer.
pub(super) struct Piles<'m> {
    /// By reviewer.
    pub own: Vec<BTreeSet<usize>>,
    /// Letters that each has read or keeps from an earlier deal.
    pub held: Vec<usize>,
    /// The most letters of each.
    pub most: Vec<usize>,
    /// Whether a reviewer may read a letter.
    pub may: &'m dyn Fn(usize, usize) -> bool,
    /// Reviewer and letter that share a topic.
    pub likes: &'m BTreeSet<(usize, usize)>,
}

impl Piles<'_> {
    /// How many letters a reviewer has.
    pub fn load(&self, reviewer: usize) -> usize {
        self.held[reviewer] + self.own[reviewer].len()
    }

    fn has_room(&self, reviewer: usize) -> bool {
        self.load(reviewer) < self.most[reviewer]
    }

    fn can_take(&self, reviewer: usize, letter: usize) -> bool {
        !self.own[reviewer].contains(&letter) && (self.may)(reviewer, letter)
    }

    /// Gives a letter to one of `readers`, the first of the smallest piles; where all are full, after one of them passed a
    /// letter on. Whether it could.
    pub fn give(&mut self, letter: usize, readers: &[usize]) -> bool {
        let mut readers: Vec<usize> = readers.iter().copied().filter(|&r| self.can_take(r, letter)).collect();
        readers.sort_by_key(|&r| (self.load(r), !self.likes.contains(&(r, letter))));
        let free = readers.iter().copied().find(|&r| self.has_room(r));
        let taker =
            free.or_else(|| readers.into_iter().find(|&r| self.pass_on(r, &|piles, last| piles.has_room(last))));
        taker.is_some_and(|taker| self.own[taker].insert(letter))
    }

    /// Moves one letter along a chain of reviewers from a pile to one that is smaller by two or more; whether it could.
    pub fn even_out(&mut self) -> bool {
        let mut from: Vec<usize> = (0..self.own.len()).collect();
        from.sort_by_key(|&r| (std::cmp::Reverse(self.load(r)), r));
        let roomy = (0..self.own.len()).filter(|&r| self.has_room(r));
        let least = roomy.map(|r| self.load(r)).min().unwrap_or(usize::MAX);
        for start in from {
            let load = self.load(start);
            if load < least.saturating_add(2) {
                return false;
            }
            if self.pass_on(start, &|piles, last| piles.has_room(last) && piles.load(last) + 2 <= load) {
                return true;
            }
        }
        false
    }

    /// Takes a letter from `start` and passes letters along a chain to a reviewer for whom `ends` holds; whether there is one.
    fn pass_on(&mut self, start: usize, ends: &dyn Fn(&Self, usize) -> bool) -> bool {
        // Breadth first: who could take a letter from whom.
        let mut came: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        let mut waiting = VecDeque::from([start]);
        while let Some(giver) = waiting.pop_front() {
            for taker in 0..self.own.len() {
                if taker == start || came.contains_key(&taker) {
                    continue;
                }
                let Some(letter) = self.own[giver].iter().copied().find(|&l| self.can_take(taker, l)) else { continue };
                came.insert(taker, (giver, letter));
                if ends(self, taker) {
                    let mut at = taker;
                    while let Some(&(giver, letter)) = came.get(&at) {
                        self.own[giver].remove(&letter);
                        self.own[at].insert(letter);
                        at = giver;
                    }
                    return true;
                }
                waiting.push_back(taker);
            }
        }
        false
    }

    /// Exchanges letters between two reviewers as long as more of them share a topic with their readers; every pile keeps
    /// its size.
    pub fn exchange_for_topics(&mut self) {
        if self.likes.is_empty() {
            return;
        }
        let likes = |r: usize, l: usize| u8::from(self.likes.contains(&(r, l)));
        loop {
            let mut found = None;
            'search: for one in 0..self.own.len() {
                for &a in self.own[one].iter().filter(|l| likes(one, **l) == 0) {
                    for other in (0..self.own.len()).filter(|r| *r != one && self.can_take(*r, a)) {
                        let wanted = self.own[other]
                            .iter()
                            .copied()
                            .find(|&b| likes(one, b) + likes(other, a) > likes(other, b) && self.can_take(one, b));
                        if let Some(b) = wanted {
                            found = Some((one, a, other, b));
                            break 'search;
                        }
                    }
                }
            }
            let Some((one, a, other, b)) = found else { return };
            self.own[one].remove(&a);
            self.own[other].remove(&b);
            self.own[one].insert(b);
            self.own[other].insert(a);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piles<'m>(
        own: &[&[usize]],
        may: &'m dyn Fn(usize, usize) -> bool,
        likes: &'m BTreeSet<(usize, usize)>,
    ) -> Piles<'m> {
        let own: Vec<BTreeSet<usize>> = own.iter().map(|pile| pile.iter().copied().collect()).collect();
        Piles { held: vec![0; own.len()], most: vec![usize::MAX; own.len()], own, may, likes }
    }

    fn own(piles: &Piles<'_>) -> Vec<Vec<usize>> {
        piles.own.iter().map(|pile| pile.iter().copied().collect()).collect()
    }

    #[test]
    fn letters_are_passed_along_a_chain() {
        // The second may read 0 and 9, the third 9 alone.
        let may = |r: usize, letter: usize| r == 0 || letter == 9 || (r == 1 && letter == 0);
        let likes = BTreeSet::new();
        let mut found = piles(&[&[0, 1, 2], &[9], &[]], &may, &likes);
        assert!(found.even_out());
        assert_eq!(own(&found), [vec![1, 2], vec![0, 9], vec![]]);
        assert!(found.even_out());
        assert_eq!(own(&found), [vec![1, 2], vec![0], vec![9]]);
        assert!(!found.even_out());
        // With no room for two, the second passes on what it has: both ends of the chain move.
        let mut found = piles(&[&[0, 1, 2], &[9], &[]], &may, &likes);
        found.most[1] = 1;
        assert!(found.even_out());
        assert_eq!(own(&found), [vec![1, 2], vec![0], vec![9]]);
    }

    #[test]
    fn piles_that_differ_by_one_stay() {
        let may = |r: usize, _: usize| r < 2;
        let likes = BTreeSet::new();
        let mut found = piles(&[&[0, 1, 2, 3], &[4, 5, 6], &[7]], &may, &likes);
        let before = own(&found);
        assert!(!found.even_out());
        assert_eq!(own(&found), before);
        // What is held counts as what is dealt.
        found.held = vec![1, 0, 0];
        assert!(found.even_out());
        assert_eq!((found.load(0), found.load(1)), (4, 4));
    }
}
