//! Positions on a ring and lengths, in integers: sine and cosine differ
//! between machines.

use crate::shape::Point;

/// One: the unit of the table and of unit vectors.
pub(crate) const ONE: i32 = 1024;

/// The sine of 0 to 90 degrees, times [`ONE`].
const SINES: [i32; 91] = [
    0, 18, 36, 54, 71, 89, 107, 125, 143, 160, 178, 195, 213, 230, 248, 265, 282, 299, 316, 333, 350, 367,
    384, 400, 416, 433, 449, 465, 481, 496, 512, 527, 543, 558, 573, 587, 602, 616, 630, 644, 658, 672, 685,
    698, 711, 724, 737, 749, 761, 773, 784, 796, 807, 818, 828, 839, 849, 859, 868, 878, 887, 896, 904, 912,
    920, 928, 935, 943, 949, 956, 962, 968, 974, 979, 984, 989, 994, 998, 1002, 1005, 1008, 1011, 1014, 1016,
    1018, 1020, 1022, 1023, 1023, 1024, 1024,
];

fn sine(degrees: u32) -> i32 {
    let degrees = degrees % 360;
    let at = |degrees: u32| SINES[degrees as usize];
    match degrees {
        0..=90 => at(degrees),
        91..=180 => at(180 - degrees),
        181..=270 => -at(degrees - 180),
        _ => -at(360 - degrees),
    }
}

/// The direction at `degrees`, clockwise from the top, as a vector of length
/// [`ONE`].
pub(crate) fn direction(degrees: u32) -> Point {
    (sine(degrees), -sine(degrees + 90))
}

/// The direction of the `at`th of `count` places on a ring; the first is on top.
pub(crate) fn place(at: u32, count: u32) -> Point {
    direction((at * 360 + count / 2) / count.max(1))
}

/// The length of a vector, rounded down.
pub(crate) fn length((x, y): Point) -> i32 {
    let square = i64::from(x) * i64::from(x) + i64::from(y) * i64::from(y);
    i32::try_from(square.isqrt()).unwrap_or(i32::MAX)
}

/// From `a` to `b`, with length [`ONE`]; straight down where they are one point.
pub(crate) fn towards(a: Point, b: Point) -> Point {
    let (x, y) = (b.0 - a.0, b.1 - a.1);
    let length = length((x, y));
    if length == 0 { (0, ONE) } else { (x * ONE / length, y * ONE / length) }
}

/// `from`, moved by `px` in a direction.
pub(crate) const fn walk(from: Point, (x, y): Point, px: i32) -> Point {
    (from.0 + rounded(x * px), from.1 + rounded(y * px))
}

const fn rounded(product: i32) -> i32 {
    (product + ONE / 2).div_euclid(ONE)
}

/// The point of a quadratic path at `t` of [`ONE`].
pub(crate) fn on_path(a: Point, c: Point, b: Point, t: i32) -> Point {
    let (one, t) = (i64::from(ONE), i64::from(t));
    let u = one - t;
    let mix = |a: i32, c: i32, b: i32| {
        let sum = u * u * i64::from(a) + 2 * u * t * i64::from(c) + t * t * i64::from(b);
        i32::try_from((sum + one * one / 2).div_euclid(one * one)).unwrap_or(0)
    };
    (mix(a.0, c.0, b.0), mix(a.1, c.1, b.1))
}

/// The part of a quadratic path between `t0` and `t1`, as a path of its own.
pub(crate) fn part(a: Point, c: Point, b: Point, t0: i32, t1: i32) -> (Point, Point, Point) {
    let between = |p: Point, q: Point, t: i32| {
        let mix = |p: i32, q: i32| p + ((q - p) * t + ONE / 2).div_euclid(ONE);
        (mix(p.0, q.0), mix(p.1, q.1))
    };
    // The control point of the part is the blossom at (t0, t1).
    let control = between(between(a, c, t0), between(c, b, t0), t1);
    (on_path(a, c, b, t0), control, on_path(a, c, b, t1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_starts_on_top_and_runs_clockwise() {
        assert_eq!(place(0, 4), (0, -ONE));
        assert_eq!(place(1, 4), (ONE, 0));
        assert_eq!(place(2, 4), (0, ONE));
        assert_eq!(place(3, 4), (-ONE, 0));
    }

    #[test]
    fn fifteen_places_are_fifteen() {
        let mut places: Vec<_> = (0..15).map(|at| place(at, 15)).collect();
        places.sort_unstable();
        places.dedup();
        assert_eq!(places.len(), 15);
        assert!(places.iter().all(|place| (length(*place) - ONE).abs() <= 2));
    }

    #[test]
    fn a_part_of_a_path_lies_on_the_path() {
        let (a, c, b) = ((0, 0), (100, 40), (200, -20));
        let (start, control, end) = part(a, c, b, ONE / 4, ONE / 2);
        assert_eq!(start, on_path(a, c, b, ONE / 4));
        assert_eq!(end, on_path(a, c, b, ONE / 2));
        let middle = on_path(start, control, end, ONE / 2);
        let expected = on_path(a, c, b, ONE * 3 / 8);
        assert!((middle.0 - expected.0).abs() <= 1 && (middle.1 - expected.1).abs() <= 1);
    }
}
