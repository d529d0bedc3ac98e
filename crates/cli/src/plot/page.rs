//! What stands where: title, bars, mix, spectrogram, stems, seconds, from the top down.

use std::ops::Range;

use super::Plot;
use super::axis::{bar_step, time_label, time_step};
use super::canvas::{Canvas, Type};
use super::colour::{CLIPPED, Colour, GRID, LANE, MIX, PAGE, QUIET_TEXT, TEXT, magma, mix, stem};
use super::spectrogram::{ROWS, hertz, place};
use super::timeline::Merge;
use super::waveform::{Stretch, Waveform};

/// Pixels across, and those beside the time axis.
const WIDTH: usize = 1600;
const LEFT: usize = 140;
const RIGHT: usize = 110;
/// Where names end, left of the axis and of its marks.
const NAMES: usize = LEFT - 16;
/// Pixels of the time axis.
const ACROSS: usize = WIDTH - LEFT - RIGHT;

const TITLE: usize = 50;
const BARS: usize = 20;
const MIX_LANE: usize = 96;
const STEM_LANE: usize = 64;
const GAP: usize = 10;
const SECONDS: usize = 40;

/// Range of the colours, from the loudest down.
const RANGE_DB: f32 = 96.0;

/// Paints everything.
pub(super) fn paint(plot: &Plot) -> Canvas {
    let stems = plot.stems.len() * (STEM_LANE + 4);
    let below = TITLE + BARS + 2 * (MIX_LANE + 2) + GAP + ROWS + GAP + stems;
    let mut page = Page { canvas: Canvas::new(WIDTH, below + SECONDS, PAGE), plot, y: 0 };
    page.title();
    page.bar_numbers();
    page.mix();
    page.y += GAP;
    page.spectrogram();
    page.y += GAP;
    page.stems();
    page.seconds();
    page.canvas
}

/// A page in the making; `y` is where the next thing goes.
struct Page<'a> {
    canvas: Canvas,
    plot: &'a Plot,
    y: usize,
}

impl Page<'_> {
    fn length(&self) -> f64 {
        self.plot.frames.max(1) as f64
    }

    /// The frames that one pixel column shows.
    fn frames(&self, x: usize) -> Range<f64> {
        let frames = self.length() / ACROSS as f64;
        x as f64 * frames..(x + 1) as f64 * frames
    }

    /// Where a frame lies, if on the axis.
    fn x(&self, frame: f64) -> Option<usize> {
        let x = (frame / self.length() * ACROSS as f64) as usize;
        (frame <= self.length()).then_some(LEFT + x.min(ACROSS - 1))
    }

    fn title(&mut self) {
        let rate = f64::from(self.plot.sample_rate);
        let length = time_label(self.plot.frames as f64 / rate, 0.1);
        let mut facts = vec![length, format!("{} Hz", self.plot.sample_rate)];
        for (count, one) in [(self.plot.bars.len(), "bar"), (self.plot.stems.len(), "stem")] {
            match count {
                0 => {}
                1 => facts.push(format!("1 {one}")),
                _ => facts.push(format!("{count} {one}s")),
            }
        }
        let facts = facts.join(" \u{b7} ");
        let room = (ACROSS - 40).saturating_sub(facts.len() * 6);
        let title = shortened(&self.plot.title, Type::TITLE.letters(room));
        self.canvas.text(&title, [LEFT, 28], Type::TITLE, TEXT);
        self.canvas.text(&facts, [WIDTH - RIGHT, 30], Type::SMALL.right(), QUIET_TEXT);
        self.y += TITLE;
    }

    /// Bars that get a number and a line: their place and their number, from 1.
    fn numbered_bars(&self) -> Vec<(usize, usize)> {
        // Only those that can be seen count.
        let seen = self.plot.bars.iter().filter(|start| **start < self.plot.frames).count();
        let step = bar_step(seen, ACROSS / 40);
        let bars = self.plot.bars.iter().take(seen).enumerate().step_by(step);
        bars.filter_map(|(bar, start)| Some((self.x(*start as f64)?, bar + 1))).collect()
    }

    fn bar_numbers(&mut self) {
        for (x, bar) in self.numbered_bars() {
            let y = self.y + BARS / 2 - 2;
            self.canvas.text(&bar.to_string(), [x, y], Type::SMALL.centre(), QUIET_TEXT);
        }
        if !self.plot.bars.is_empty() {
            let at = [NAMES, self.y + BARS / 2 - 2];
            self.canvas.text("bar", at, Type::SMALL.right(), QUIET_TEXT);
        }
        self.y += BARS;
    }

    fn mix(&mut self) {
        let plot = self.plot;
        let peak = plot.mix.iter().map(|channel| channel.whole().peak()).fold(0.0, f32::max);
        let scale = scale(peak);
        for (waveform, side) in plot.mix.iter().zip(["left", "right"]) {
            let middle = self.y + MIX_LANE / 2;
            self.lane(MIX_LANE, 0.5);
            self.outline(waveform, scale);
            self.canvas.text("mix", [NAMES, middle - 8], Type::BOLD.right(), TEXT);
            self.canvas.text(side, [NAMES, middle + 7], Type::SMALL.right(), QUIET_TEXT);
            self.scale_label(scale);
            self.levels(middle, &waveform.whole());
            self.y += MIX_LANE + 2;
        }
    }

    /// The background of a waveform, with its zero line.
    fn lane(&mut self, height: usize, zero: f32) {
        self.canvas.fill([LEFT, self.y, ACROSS, height], LANE, 1.0);
        self.canvas.fill([LEFT, self.y + (height as f32 * zero) as usize, ACROSS, 1], GRID, 1.0);
        let lines: Vec<usize> = self.lines();
        for x in lines {
            self.canvas.fill([x, self.y, 1, height], GRID, 0.7);
        }
    }

    /// Where lines cross all lanes: at bars, or at seconds where there are none.
    fn lines(&self) -> Vec<usize> {
        if self.plot.bars.is_empty() {
            self.marks().into_iter().map(|(x, _)| x).collect()
        } else {
            self.numbered_bars().into_iter().map(|(x, _)| x).collect()
        }
    }

    /// Least to greatest of each pixel, joined to the one before, and the root mean square within.
    fn outline(&mut self, waveform: &Waveform, scale: f32) {
        let half = MIX_LANE as f32 / 2.0 - 2.0;
        let middle = self.y as f32 + MIX_LANE as f32 / 2.0;
        let height = |value: f32| middle - (value / scale).clamp(-1.0, 1.0) * half;
        let mut before: Option<[f32; 2]> = None;
        for x in 0..ACROSS {
            let stretch = waveform.stretch(&self.frames(x));
            if stretch.least > stretch.greatest {
                continue;
            }
            let (mut top, mut bottom) = (height(stretch.greatest), height(stretch.least));
            if let Some([above, below]) = before {
                (top, bottom) = (top.min(below), bottom.max(above));
            }
            before = Some([height(stretch.greatest), height(stretch.least)]);
            // A line is never thinner than a pixel.
            let thin = (1.0 - (bottom - top)).max(0.0) / 2.0;
            self.canvas.bar(LEFT + x, top - thin, bottom + thin, mix(LANE, MIX, 0.45));
            let rms = stretch.rms();
            let (top, bottom) =
                (height(rms.min(stretch.greatest)), height(-rms.min(-stretch.least)));
            if top < bottom {
                self.canvas.bar(LEFT + x, top, bottom, MIX);
            }
            if stretch.peak() > 1.0 {
                self.canvas.fill([LEFT + x, self.y, 1, 4], CLIPPED, 1.0);
                self.canvas.fill([LEFT + x, self.y + MIX_LANE - 4, 1, 4], CLIPPED, 1.0);
            }
        }
    }

    fn spectrogram(&mut self) {
        let columns: Vec<Vec<f32>> =
            (0..ACROSS).map(|x| self.plot.spectrogram.levels(&self.frames(x))).collect();
        let loudest = columns.iter().flatten().copied().fold(f32::NEG_INFINITY, f32::max);
        // Silence is black, and not the loudest there is.
        let top = ((loudest / 6.0).ceil() * 6.0).max(-60.0);
        let bottom = top - RANGE_DB;
        for (x, column) in columns.iter().enumerate() {
            for (row, level) in column.iter().enumerate() {
                let colour = magma((level - bottom) / RANGE_DB);
                self.canvas.dot(LEFT + x, self.y + ROWS - 1 - row, colour, 1.0);
            }
        }
        let rate = self.plot.sample_rate;
        for frequency in [20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000] {
            if f64::from(frequency) > hertz(1.0, rate) + 1.0 {
                continue;
            }
            let up = place(f64::from(frequency), rate) * (ROWS - 1) as f64;
            let y = self.y + ROWS - 1 - up.round() as usize;
            let label = match frequency {
                1_000.. => format!("{} kHz", frequency / 1_000),
                _ => format!("{frequency} Hz"),
            };
            self.canvas.fill([LEFT - 6, y, 6, 1], QUIET_TEXT, 0.6);
            self.canvas.fill([LEFT, y, ACROSS, 1], TEXT, 0.10);
            self.canvas.text(&label, [NAMES, y], Type::SMALL.right(), QUIET_TEXT);
        }
        let lines: Vec<usize> = self.lines();
        for x in lines {
            self.canvas.fill([x, self.y, 1, ROWS], TEXT, 0.10);
        }
        self.colour_scale(top);
        self.y += ROWS;
    }

    fn colour_scale(&mut self, top: f32) {
        let x = WIDTH - RIGHT + 12;
        for y in 0..ROWS {
            let colour = magma(1.0 - y as f32 / (ROWS - 1) as f32);
            self.canvas.fill([x, self.y + y, 12, 1], colour, 1.0);
        }
        for down in (0..=RANGE_DB as usize).step_by(12) {
            let y = self.y + down * (ROWS - 1) / RANGE_DB as usize;
            self.canvas.fill([x + 12, y, 4, 1], QUIET_TEXT, 0.6);
            let label = format!("{:.0} dB", top - down as f32);
            self.canvas.text(&label, [x + 20, y], Type::SMALL, QUIET_TEXT);
        }
    }

    /// Peak and root mean square of each stem, at a scale of its own: left above the middle, right
    /// below.
    fn stems(&mut self) {
        let plot = self.plot;
        for (index, each) in plot.stems.iter().enumerate() {
            let mut whole = each.channels[0].whole();
            whole.merge(&each.channels[1].whole());
            let (middle, scale) = (self.y + STEM_LANE / 2, scale(whole.peak()));
            self.lane(STEM_LANE, 0.5);
            for (waveform, up) in each.channels.iter().zip([true, false]) {
                self.half_outline(waveform, scale, up, stem(index));
            }
            let name = shortened(&each.name, Type::BOLD.letters(NAMES - 8));
            self.canvas.text(&name, [NAMES, middle], Type::BOLD.right(), stem(index));
            self.scale_label(scale);
            for (side, y) in [("L", middle - 14), ("R", middle + 15)] {
                let colour = mix(PAGE, QUIET_TEXT, 0.7);
                self.canvas.text(side, [LEFT - 4, y], Type::SMALL.right(), colour);
            }
            self.levels(middle, &whole);
            self.y += STEM_LANE + 4;
        }
    }

    fn half_outline(&mut self, waveform: &Waveform, scale: f32, up: bool, colour: Colour) {
        let half = STEM_LANE as f32 / 2.0 - 2.0;
        let middle = self.y as f32 + STEM_LANE as f32 / 2.0;
        for x in 0..ACROSS {
            let stretch = waveform.stretch(&self.frames(x));
            for (value, part) in [(stretch.peak(), 0.45), (stretch.rms(), 1.0)] {
                let reach = (value / scale).min(1.0) * half;
                let (top, bottom) =
                    if up { (middle - reach, middle) } else { (middle, middle + reach) };
                if reach > 0.0 {
                    self.canvas.bar(LEFT + x, top, bottom, mix(LANE, colour, part));
                }
            }
        }
    }

    /// What the edge of a lane stands for.
    fn scale_label(&mut self, scale: f32) {
        let decibels = (20.0 * libm::log10f(scale)).round();
        let label = if decibels == 0.0 { "0 dB".to_owned() } else { format!("{decibels:+} dB") };
        self.canvas.text(
            &label,
            [NAMES, self.y + 7],
            Type::SMALL.right(),
            mix(PAGE, QUIET_TEXT, 0.7),
        );
    }

    /// Peak and root mean square of a whole lane, in dB of full scale, at its right.
    fn levels(&mut self, middle: usize, whole: &Stretch) {
        let decibels = |value: f32| match value {
            0.0 => "-inf".to_owned(),
            _ => format!("{:.1}", 20.0 * libm::log10f(value)),
        };
        let x = WIDTH - RIGHT + 12;
        let colour = if whole.peak() > 1.0 { CLIPPED } else { QUIET_TEXT };
        let peak = format!("peak {:>6} dB", decibels(whole.peak()));
        self.canvas.text(&peak, [x, middle - 7], Type::SMALL, colour);
        let rms = format!("rms  {:>6} dB", decibels(whole.rms()));
        self.canvas.text(&rms, [x, middle + 7], Type::SMALL, QUIET_TEXT);
    }

    /// Seconds that get a number: their place and the number.
    fn marks(&self) -> Vec<(usize, String)> {
        let length = self.length() / f64::from(self.plot.sample_rate);
        let step = time_step(length, ACROSS / 90);
        let count = (length / step).floor() as usize;
        let mark = |i: usize| {
            let seconds = i as f64 * step;
            let x = self.x(seconds * f64::from(self.plot.sample_rate))?;
            Some((x, time_label(seconds, step)))
        };
        (0..=count).filter_map(mark).collect()
    }

    fn seconds(&mut self) {
        for (x, label) in self.marks() {
            self.canvas.fill([x, self.y, 1, 5], QUIET_TEXT, 0.6);
            self.canvas.text(&label, [x, self.y + 15], Type::SMALL.centre(), QUIET_TEXT);
        }
    }
}

/// The level at the edge of a lane: full scale, or half of it and so on if all is quieter; what is
/// louder is shown whole.
fn scale(peak: f32) -> f32 {
    let mut scale = peak.max(1.0);
    // 1/64 is -36 dB: what is quieter still may look quiet.
    while peak <= scale / 2.0 && scale > 1.0 / 64.0 {
        scale /= 2.0;
    }
    scale
}

/// At most so many letters.
fn shortened(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    text.chars().take(letters.saturating_sub(2)).chain("..".chars()).collect()
}
