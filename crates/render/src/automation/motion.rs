//! How one parameter moves through the song: lanes one after another, a pattern's repeated with
//! its clip. Curves run in straight beats (swing already applied to their points), which are found
//! exactly from frames.

use crate::tempo::TempoMap;
use rebounce_song::Beats;
use rebounce_song::automation::{Curve, Point};
use std::f64::consts::{FRAC_PI_2, LN_10, PI};
use std::sync::Arc;

/// One parameter's way through the song.
#[derive(Clone, Debug)]
pub(crate) struct Motion {
    /// Ascending in start; the first begins at beat 0.
    reigns: Vec<Reign>,
    tempo: Arc<TempoMap>,
}

/// A lane has the say from `start` until the next one's start.
#[derive(Clone, Debug)]
pub(crate) struct Reign {
    /// Beat.
    pub(crate) start: f64,
    /// Beat of the lane's beat 0 in turn 0, at most `start`.
    pub(crate) first: f64,
    /// A turn.
    pub(crate) turn: Arc<Turn>,
}

/// A lane's points as stretches that cover a turn.
#[derive(Clone, Debug)]
pub(crate) struct Turn {
    /// Beats; infinite: there is but one turn.
    length: f64,
    /// Ascending, at least one, the first from 0 and the last to `length`.
    stretches: Vec<Stretch>,
}

/// What lies between two points of a lane.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    /// Beats of the turn.
    from: f64,
    to: f64,
    /// Beats of the turn between which the curve runs; a turn may cut the stretch short of them.
    end: f64,
    a: f64,
    b: f64,
    curve: Curve,
}

/// A stretch where it is played, in straight beats.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    reign: usize,
    turn: f64,
    stretch: usize,
    /// It holds from here.
    from: f64,
    /// It holds until here.
    pub(crate) to: f64,
    begin: f64,
    end: f64,
    a: f64,
    b: f64,
    curve: Curve,
}

impl Turn {
    /// Of at least one point, ascending in `at`.
    pub(crate) fn new(points: &[Point], length: f64) -> Self {
        let hold = |from: f64, value| Stretch {
            from,
            to: length,
            end: length,
            a: value,
            b: value,
            curve: Curve::Step,
        };
        let mut stretches = vec![hold(0.0, points[0].value)];
        for (i, point) in points.iter().enumerate().take_while(|(_, it)| it.at.0 < length) {
            let last = stretches.len() - 1;
            stretches[last].to = point.at.0;
            if stretches[last].from >= point.at.0 {
                stretches.pop();
            }
            stretches.push(match points.get(i + 1) {
                Some(next) => Stretch {
                    from: point.at.0,
                    to: length,
                    end: next.at.0,
                    a: point.value,
                    b: next.value,
                    curve: point.curve,
                },
                None => hold(point.at.0, point.value),
            });
        }
        Self { length, stretches }
    }

    /// That value, for ever.
    pub(crate) fn constant(value: f64) -> Self {
        let point = Point { at: Beats(0.0), value, curve: Curve::Step };
        Self::new(&[point], f64::INFINITY)
    }
}

impl Piece {
    /// The value at a straight beat.
    pub(crate) fn at(&self, beat: f64) -> f64 {
        if self.rests() {
            return self.a;
        }
        let share = ((beat - self.begin) / (self.end - self.begin)).clamp(0.0, 1.0);
        if share == 1.0 { self.b } else { self.a + (self.b - self.a) * bent(self.curve, share) }
    }

    /// Whether it does not move.
    pub(crate) fn rests(&self) -> bool {
        self.a == self.b || self.curve == Curve::Step
    }

    /// Whether a straight line is all there is to it.
    pub(crate) fn is_straight(&self) -> bool {
        self.rests() || self.curve == Curve::Linear
    }
}

/// How much of the way between two points of a lane is done at `u`, 0..=1: fact sheet, section 7.2.
#[must_use]
pub fn bent(curve: Curve, u: f64) -> f64 {
    match curve {
        Curve::Linear => u,
        Curve::Step => 0.0,
        Curve::Exponential => u * u,
        Curve::Logarithmic => libm::log(1.0 + 9.0 * u) / LN_10,
        Curve::Bezier => 1.0 - (1.0 - u) * (1.0 - u) * (1.0 - u),
        Curve::Cubic => (3.0 - 2.0 * u) * u * u,
        Curve::EaseInOut => (1.0 - libm::cos(PI * u)) / 2.0,
        Curve::EaseIn => 1.0 - libm::cos(u * FRAC_PI_2),
        Curve::EaseOut => libm::sin(u * FRAC_PI_2),
    }
}

impl Motion {
    /// `reigns` ascending in start, the first at beat 0.
    pub(crate) fn new(reigns: Vec<Reign>, tempo: &Arc<TempoMap>) -> Self {
        Self { reigns, tempo: Arc::clone(tempo) }
    }

    /// The lowest and the highest value.
    pub(crate) fn range(&self) -> (f64, f64) {
        let stretches = self.reigns.iter().flat_map(|reign| &reign.turn.stretches);
        stretches.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), it| {
            // Where it only holds it never comes to its end.
            let b = if it.curve == Curve::Step { it.a } else { it.b };
            (low.min(it.a).min(b), high.max(it.a).max(b))
        })
    }

    /// Frames of a second.
    pub(crate) fn sample_rate(&self) -> f64 {
        self.tempo.sample_rate()
    }

    /// The straight beat at a frame of the song.
    pub(crate) fn beat(&self, frame: u64) -> f64 {
        self.tempo.straight_beat(frame)
    }

    /// The nearest frame to a straight beat.
    pub(crate) fn frame(&self, beat: f64) -> u64 {
        self.tempo.frame_of_straight(beat)
    }

    /// The value at a frame of the song.
    pub(crate) fn at_frame(&self, frame: u64) -> f64 {
        let beat = self.beat(frame);
        self.find(beat).at(beat)
    }

    /// What it comes to ahead of a straight beat.
    pub(crate) fn before(&self, beat: f64) -> f64 {
        let mut piece = self.find(beat);
        if piece.from >= beat && beat > 0.0 {
            piece = self.previous(&piece);
        }
        piece.at(beat)
    }

    /// The piece at a straight beat, 0 or later.
    pub(crate) fn find(&self, beat: f64) -> Piece {
        let swung = |reign: &Reign| self.tempo.swung(reign.start);
        let reign = self.reigns.partition_point(|reign| swung(reign) <= beat).max(1) - 1;
        let mut piece = self.place(reign, self.tempo.unswung(beat));
        // Which piece it is is said by the pieces' ends, not by the rounding of the search.
        while piece.to <= beat && piece.to < self.end(reign) {
            piece = self.next(&piece);
        }
        while piece.from > beat && piece.from > swung(&self.reigns[reign]) {
            let before = self.previous(&piece);
            if before.to <= beat {
                break;
            }
            piece = before;
        }
        piece
    }

    /// The piece behind another that ends.
    pub(crate) fn next(&self, piece: &Piece) -> Piece {
        let turn = &self.reigns[piece.reign].turn;
        if piece.to >= self.end(piece.reign) {
            let start = self.reigns[piece.reign + 1].start;
            self.place(piece.reign + 1, start)
        } else if piece.stretch + 1 < turn.stretches.len() {
            self.piece(piece.reign, piece.turn, piece.stretch + 1)
        } else {
            self.piece(piece.reign, piece.turn + 1.0, 0)
        }
    }

    fn previous(&self, piece: &Piece) -> Piece {
        match piece.stretch {
            0 => {
                let last = self.reigns[piece.reign].turn.stretches.len() - 1;
                self.piece(piece.reign, piece.turn - 1.0, last)
            }
            stretch => self.piece(piece.reign, piece.turn, stretch - 1),
        }
    }

    /// The piece of a reign at a beat, give or take rounding.
    fn place(&self, reign: usize, beat: f64) -> Piece {
        let it = &self.reigns[reign];
        let inside = (beat - it.first).max(0.0);
        let finite = it.turn.length.is_finite();
        let turn = if finite { (inside / it.turn.length).floor() } else { 0.0 };
        let inside = if finite { inside - turn * it.turn.length } else { inside };
        let stretch = it.turn.stretches.partition_point(|stretch| stretch.from <= inside);
        self.piece(reign, turn, stretch.max(1) - 1)
    }

    /// The straight beat at which a reign ends.
    fn end(&self, reign: usize) -> f64 {
        let next = self.reigns.get(reign + 1);
        next.map_or(f64::INFINITY, |next| self.tempo.swung(next.start))
    }

    fn piece(&self, reign: usize, turn: f64, stretch: usize) -> Piece {
        let it = &self.reigns[reign];
        let Stretch { from, to, end, a, b, curve } = it.turn.stretches[stretch];
        let begun = if turn > 0.0 { it.first + turn * it.turn.length } else { it.first };
        let straight = |beat: f64| self.tempo.swung(begun + beat);
        Piece {
            reign,
            turn,
            stretch,
            from: straight(from).max(self.tempo.swung(it.start)),
            to: straight(to).min(self.end(reign)),
            begin: straight(from),
            end: straight(end),
            a,
            b,
            curve,
        }
    }
}
